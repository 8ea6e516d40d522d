package io.sluice.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheStore.State;
import io.sluice.peers.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Records on their way to lists: in order, once, and without anybody waiting for them.
@Timeout(120)
class EventQueueTest {
    @TempDir
    private Path folder;

    private static CacheEventLog log(Opened opened) throws Exception {
        return opened.store.namespace(new byte[0]).find(CacheEventLog.class).orElseThrow();
    }

    private static void append(CacheEventLog log, int first, int end) {
        IntStream.range(first, end).forEach(i -> log.append(Opened.bytes("list"), Opened.bytes("{\"n\":" + i + "}")));
    }

    private static List<String> records(int first, int end) {
        return IntStream.range(first, end).mapToObj(i -> "{\"n\":" + i + "}").toList();
    }

    private Path redisLog() throws Exception {
        var directory = Files.createDirectory(
                folder.resolve("logs"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        return directory.resolve("redis.log");
    }

    @Test
    @DisplayName("CACHE-37 records of a list come in the order in which they were put there")
    void inOrder() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            append(log(opened), 0, 900);

            Await.until("all records", () -> server.says("LLEN", "list").equals(":900"));
            assertThat(server.list("list")).containsExactlyElementsOf(records(0, 900));
        }
    }

    @Test
    @DisplayName("CACHE-37 a server that gets room in the middle of some records gets those of a list in their order")
    void inOrderThoughTheFirstIsRefused() throws Exception {
        var pushed = new CopyOnWriteArrayList<String>();
        var full = new AtomicBoolean(true);
        try (var server = new ScriptedServer(ScriptedServer.after(command -> {
                    if (full.getAndSet(false)) {
                        return "-OOM command not allowed when used memory > 'maxmemory'.\r\n";
                    }
                    pushed.addAll(command.subList(Math.min(2, command.size()), command.size()));
                    return ":1\r\n";
                }));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            append(log(opened), 0, 300);

            Await.until("all records", () -> pushed.size() >= 300);
            assertThat(pushed).containsExactlyElementsOf(records(0, 300));
        }
    }

    @Test
    @DisplayName("CACHE-41 while Redis is down nobody waits, the oldest records go, and the log has two lines in all")
    void whileRedisIsDown() throws Exception {
        var file = redisLog();
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port, "RedisLog " + file)) {
            var log = log(opened);
            append(log, 0, 1);
            Await.until("the first record", () -> server.says("LLEN", "list").equals(":1"));
            server.stop();
            append(log, 1, 2);
            Await.until("the loss is noticed", () -> opened.store.state() == State.DOWN);

            long before = System.nanoTime();
            append(log, 2, 10_002);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
            assertThat(opened.statistic("events waiting")).isEqualTo(1000);

            server.start();
            Await.until("the queue is empty", () -> server.says("LLEN", "list").equals(":1000"));
            assertThat(server.list("list")).containsExactlyElementsOf(records(9002, 10_002));
            append(log, 10_002, 10_003);
            Await.until("records come again", () -> server.says("LLEN", "list").equals(":1001"));
            assertThat(Files.readAllLines(file))
                    .satisfiesExactly(
                            line -> assertThat(line).contains("cache down: UNAVAILABLE"),
                            line -> assertThat(line)
                                    .contains("cache up again after")
                                    .endsWith("; 9001 records of events were dropped"));
            assertThat(opened.changes).hasSize(2);
        }
    }

    @Test
    @DisplayName("CACHE-42 records that waited are sent in their order when Redis is back")
    void whenRedisIsBack() throws Exception {
        var server = RedisProcess.stopped();
        try (server;
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            append(log(opened), 0, 500);
            Await.until("the loss is noticed", () -> opened.store.state() == State.DOWN);
            server.start();
            append(log(opened), 500, 700);

            Await.until("all records", () -> server.says("LLEN", "list").equals(":700"));
            assertThat(server.list("list")).containsExactlyElementsOf(records(0, 700));
            assertThat(opened.statistic("events dropped")).isZero();
            assertThat(opened.changes.getLast().toString()).doesNotContain("dropped");
        }
    }

    @Test
    @DisplayName("CACHE-41 nobody waits for a Redis that is frozen")
    void aFrozenRedis() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            var log = log(opened);
            append(log, 0, 1);
            Await.until("the first record", () -> server.says("LLEN", "list").equals(":1"));
            server.freeze();

            long before = System.nanoTime();
            append(log, 1, 900);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(300));
            Await.until("the loss is noticed", () -> opened.store.state() == State.DOWN);
            server.start();

            Await.until("the last record", () -> server.list("list").contains("{\"n\":899}"));
        }
    }

    @Test
    @DisplayName("CACHE-23 a record whose answer is lost is not sent again, and counts as lost")
    void neverTwice() throws Exception {
        var pushed = new CopyOnWriteArrayList<String>();
        var broken = new AtomicBoolean(true);
        try (var server = new ScriptedServer(ScriptedServer.after(command -> {
                    pushed.add(command.getLast());
                    return broken.getAndSet(false) ? ScriptedServer.HANG_UP : ":1\r\n";
                }));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            append(log(opened), 0, 1);
            Await.until("the record is lost", () -> opened.statistic("events dropped") == 1);
            append(log(opened), 1, 2);

            Await.until("the next one is sent", () -> pushed.size() == 2);
            assertThat(pushed).containsExactly("{\"n\":0}", "{\"n\":1}");
        }
    }

    @Test
    @DisplayName("CACHE-28 a key that is no list refuses its records alone, which is told once")
    void aKeyThatIsNoList() throws Exception {
        var file = redisLog();
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port, "RedisLog " + file)) {
            server.says("SET", "text", "x");
            var log = log(opened);
            log.append(Opened.bytes("text"), Opened.bytes("{}"));
            log.append(Opened.bytes("text"), Opened.bytes("{}"));
            append(log, 0, 3);

            Await.until("the others", () -> server.says("LLEN", "list").equals(":3"));
            Await.until("the refusal is told", () -> !Files.readAllLines(file).isEmpty());
            assertThat(opened.store.state()).isEqualTo(State.UP);
            assertThat(Files.readAllLines(file))
                    .singleElement()
                    .asString()
                    .contains("error appending log message to 'text': RPUSH error: WRONGTYPE");
        }
    }

    @Test
    @DisplayName("CACHE-42 closing empties the queue, and ends within two seconds where that cannot be")
    void closing() throws Exception {
        var server = RedisProcess.started();
        try (server) {
            try (var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
                append(log(opened), 0, 800);
            }
            assertThat(server.says("LLEN", "list")).isEqualTo(":800");

            var opened = Opened.by("RedisServer 127.0.0.1:" + server.port);
            server.freeze();
            append(log(opened), 0, 10);
            long before = System.nanoTime();
            opened.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    @DisplayName("CACHE-11 with RedisEngine off events go nowhere")
    void blocked() throws Exception {
        try (var server = new ScriptedServer(_ -> "+OK\r\n");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisEngine off")) {
            append(log(opened), 0, 3);

            assertThat(server.connections).hasValue(0);
        }
    }
}
