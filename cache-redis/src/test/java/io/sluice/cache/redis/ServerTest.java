package io.sluice.cache.redis;

import static io.sluice.cache.redis.ConnectionTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The store with a real redis-server: what stands there byte for byte, and what happens when it goes and comes.
@Timeout(120)
class ServerTest {

    @Test
    @DisplayName("CACHE-27 a key on the wire is prefix and key, NUL and 0xFF included")
    void keysAndValuesStandThereByteForByte() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            var sessions = opened.store.namespace("mod_tls_redis.sessions.".getBytes(StandardCharsets.US_ASCII));
            byte[] key = Opened.bytes("{\"id\":\"00ff\"}\0\u00ff");
            sessions.put(key, Opened.bytes("{\"expires\":1}\0"), Expiry.after(Duration.ofSeconds(100)), Opened.soon());

            assertThat(server.says("GET", "mod_tls_redis.sessions.{\"id\":\"00ff\"}\0\u00ff"))
                    .isEqualTo("{\"expires\":1}\0");
            assertThat(Integer.parseInt(server.says("TTL", "mod_tls_redis.sessions.{\"id\":\"00ff\"}\0\u00ff")
                            .substring(1)))
                    .isBetween(90, 100);
            server.says("SET", "test.there", "by others\0");
            assertThat(opened.get("there")).contains("by others\0");
            opened.cache.add(Opened.bytes("counter"), 12, Opened.soon());
            assertThat(server.says("GET", "test.counter")).isEqualTo("12");
        }
    }

    @Test
    @DisplayName("CACHE-22 after a restart the next operation logs in again and selects its database")
    void aRestartCostsNothing() throws Exception {
        try (var server = RedisProcess.started("--requirepass", "secret", "--appendonly", "yes");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port + " default secret 5")) {
            opened.put("key", "value");
            server.stop();
            server.start();
            while (true) {
                // It answers while it loads what it had.
                try (var probe = Opened.by("RedisServer 127.0.0.1:" + server.port + " default secret 5")) {
                    assertThat(probe.get("key")).contains("value");
                    break;
                } catch (io.sluice.cache.CacheException loading) {
                    assertThat(loading.kind()).isEqualTo(Kind.UNAVAILABLE);
                }
            }

            assertThat(opened.get("key")).contains("value");
            opened.put("key", "other");
            assertThat(opened.get("key")).contains("other");
            assertThat(opened.changes).isEmpty();
            assertThat(opened.statistic("operations repeated")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("CACHE-115, CACHE-119 a server that is absent at first is used when it comes")
    void aServerThatComesLaterIsUsed() throws Exception {
        try (var server = RedisProcess.stopped();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            server.start();
            opened.awaitUp();

            opened.put("key", "value");
            assertThat(opened.changes).extracting(change -> change.state()).containsExactly(State.DOWN, State.UP);
            assertThat(opened.changes.getFirst().toString())
                    .startsWith("redis 127.0.0.1:" + server.port + ": cache down: UNAVAILABLE: ");
            assertThat(opened.changes.getLast().toString())
                    .startsWith("redis 127.0.0.1:" + server.port + ": cache up again after ");
        }
    }

    @Test
    @DisplayName("CACHE-21 a wrong password: REFUSED, and one change")
    void aWrongPasswordIsRefused() throws Exception {
        try (var server = RedisProcess.started("--requirepass", "right");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port + " \"\" wrong")) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(opened.changes).hasSize(1);
        }
    }

    @Test
    @DisplayName("CACHE-21 a database that is not there: REFUSED")
    void aDatabaseThatIsNotThereIsRefused() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port + " \"\" \"\" 999")) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-25 a hundred callers: every reply reaches its own, over no more connections than the pool has")
    void nobodyGetsAForeignReply() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port, "RedisTimeouts 5000 5000");
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var callers = java.util.stream.IntStream.range(0, 100)
                    .<Future<?>>mapToObj(caller -> threads.submit(() -> {
                        for (int i = 0; i < 100; i++) {
                            opened.put("key" + caller, caller + "." + i);
                            assertThat(opened.get("key" + caller)).contains(caller + "." + i);
                        }
                        return true;
                    }))
                    .toList();
            for (Future<?> caller : callers) {
                caller.get();
            }

            assertThat(opened.statistic("connections made")).isLessThanOrEqualTo(Pool.LARGEST);
        }
    }

    @Test
    @DisplayName("CACHE-25 callers given up by a silent server leave no reply for the next")
    void aLateReplyReachesNobody() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            opened.put("one", "1");
            opened.put("two", "2");
            server.freeze();
            failure(() -> opened.cache.get(Opened.bytes("one"), Deadline.after(Duration.ofMillis(200))));
            server.start();

            opened.awaitUp();
            assertThat(opened.get("two")).contains("2");
        }
    }

    @Test
    @DisplayName("memory full: a put fails as UNAVAILABLE, a get goes on, the store stays up; the beginning and the end"
            + " are a notice each")
    void aFullServerIsNotDown() throws Exception {
        try (var server = RedisProcess.started("--maxmemory", "6mb", "--maxmemory-policy", "noeviction");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port)) {
            String value = "x".repeat(200_000);
            opened.put("there", "value");
            var entry = opened.cache.get(Opened.bytes("there"), Opened.soon()).orElseThrow();
            CacheException full = null;
            for (int i = 0; full == null; i++) {
                String key = "key" + i;
                full = failure(() -> opened.put(key, value));
            }
            assertThat(full.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(full).hasMessageContaining("OOM");
            server.says("CONFIG", "SET", "maxmemory", "1");
            for (int i = 0; i < 5; i++) {
                assertThat(failure(() -> opened.put("more", value)).kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure(() -> opened.cache.add(Opened.bytes("counter"), 1, Opened.soon()))
                                .kind())
                        .isEqualTo(Kind.UNAVAILABLE);
                assertThat(failure(() -> opened.cache.compareAndSet(
                                        Opened.bytes("there"),
                                        entry,
                                        Opened.bytes("other"),
                                        Expiry.NEVER,
                                        Opened.soon()))
                                .kind())
                        .isEqualTo(Kind.UNAVAILABLE);
            }
            assertThat(opened.get("there")).contains("value");
            assertThat(opened.store.state()).isEqualTo(State.UP);
            assertThat(opened.changes).isEmpty();

            assertThat(opened.cache.remove(Opened.bytes("key0"), Opened.soon())).isTrue();
            server.says("CONFIG", "SET", "maxmemory", "0");
            opened.put("more", value);
            assertThat(opened.get("more")).contains(value);
            assertThat(opened.notices)
                    .satisfiesExactly(
                            first -> assertThat(first).contains("values are not stored: ", "OOM"),
                            last -> assertThat(last).endsWith("values are stored again"));
        }
    }

    @Test
    @DisplayName("CACHE-103, CACHE-106 clear deletes its own of 20,000 keys, and sends no KEYS or FLUSHDB")
    void clearingDeletesItsOwnAlone() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port, "RedisTimeouts 5000 5000")) {
            server.says("EVAL", "for i=1,10000 do redis.call('SET','own[*]?.'..i,'v') end", "0");
            server.says("EVAL", "for i=1,10000 do redis.call('SET','own*.'..i,'v') end", "0");
            var own = opened.store.namespace(Opened.bytes("own[*]?."));

            var cleared = own.clear(Deadline.after(Duration.ofSeconds(30)));

            assertThat(cleared.complete()).isTrue();
            assertThat(cleared.removed()).hasValue(10_000);
            assertThat(server.says("DBSIZE")).isEqualTo(":10000");
            assertThat(server.says("INFO", "commandstats"))
                    .contains("cmdstat_scan", "cmdstat_unlink")
                    .doesNotContain("cmdstat_keys", "cmdstat_flush");
        }
    }

    @Test
    @DisplayName("CACHE-01 a Unix socket")
    void aUnixSocketIsAsGood() throws Exception {
        try (var server = RedisProcess.started("--unixsocket", "./socket")) {
            try (var opened = Opened.by("RedisServer " + server.folder().resolve("socket"))) {
                opened.put("key", "value");
                assertThat(opened.get("key")).contains("value");
                server.freeze();
                long start = System.nanoTime();
                failure(() -> opened.cache.get(Opened.bytes("key"), Deadline.after(Duration.ofMillis(300))));
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(900));
                server.start();
            }
        }
    }

    @Test
    @DisplayName("CACHE-122 no thread and no socket is left after many faults")
    void faultsLeaveNothingBehind() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.HANG_UP))) {
            for (int i = 0; i < 10; i++) {
                fail(server);
            }
            long files = openFiles();
            int threads = Thread.getAllStackTraces().size();
            for (int i = 0; i < 1000; i++) {
                fail(server);
            }
            assertThat(openFiles()).isLessThan(files + 2 * 20);
            assertThat(Thread.getAllStackTraces().size()).isLessThan(threads + 20);
        }
    }

    private static void fail(ScriptedServer server) throws Exception {
        try (var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            failure(() -> opened.get("key"));
            assertThat(opened.statistic("connections")).isZero();
        }
    }

    private static long openFiles() throws Exception {
        try (var all = java.nio.file.Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return all.count();
        }
    }
}
