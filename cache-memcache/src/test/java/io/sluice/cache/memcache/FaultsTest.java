package io.sluice.cache.memcache;

import static io.sluice.cache.memcache.Opened.bytes;
import static io.sluice.cache.memcache.Opened.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import io.sluice.cache.memcache.ScriptedServer.Drip;
import io.sluice.cache.memcache.ScriptedServer.HangUp;
import io.sluice.cache.memcache.ScriptedServer.Send;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Servers that are away, die, sleep, or answer something else.
@Timeout(120)
class FaultsTest {
    private static final Duration TOLERANCE = Duration.ofMillis(300);

    @Test
    @DisplayName("CACHE-119 a server that is absent at the start is found when it comes")
    void anAbsentServerIsFoundLater() throws Exception {
        try (var server = MemcachedProcess.stopped();
                var opened = Opened.by("MemcacheServers " + server.place())) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(opened.store.state()).isEqualTo(State.DOWN);

            server.start();
            opened.awaitUp();
            opened.put("key", "value");
            assertThat(opened.get("key")).contains("value");
        }
    }

    @Test
    @DisplayName("CACHE-116 killed and started again under the load of 200 sessions: bounded calls, one line each")
    void aServerThatDiesUnderLoadIsTwoLines() throws Exception {
        try (var server = MemcachedProcess.started();
                var opened = Opened.by("MemcacheServers " + server.place())) {
            var over = new AtomicBoolean();
            var longest = new AtomicInteger();
            var wrong = new CompletableFuture<String>();
            var sessions = new ArrayList<Thread>();
            for (int i = 0; i < 200; i++) {
                String key = "key" + i;
                sessions.add(Thread.ofVirtual().start(() -> {
                    for (int count = 0; !over.get(); count++) {
                        long start = System.nanoTime();
                        try {
                            opened.put(key, key + "=" + count);
                            opened.get(key)
                                    .filter(value -> !value.startsWith(key + "="))
                                    .ifPresent(wrong::complete);
                        } catch (CacheException failed) {
                            if (!failed.kind().isOfTheStore()) {
                                wrong.complete(failed.toString());
                            }
                        }
                        longest.accumulateAndGet((int) ((System.nanoTime() - start) / 1_000_000), Math::max);
                        LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
                    }
                }));
            }
            try {
                awaitStores(opened, 2000);
                server.stop();
                opened.awaitChanges(1);
                server.start();
                opened.awaitChanges(2);
                awaitStores(opened, opened.store.statistics().stores() + 2000);
            } finally {
                over.set(true);
                for (Thread session : sessions) {
                    session.join();
                }
            }

            assertThat(wrong).as("a value of another key, or another failure").isNotDone();
            assertThat(opened.changes.stream().map(change -> change.state())).containsExactly(State.DOWN, State.UP);
            assertThat(longest.get()).as("milliseconds of a put and a get").isLessThan(2 * 500 + 500);
        }
    }

    @Test
    @DisplayName("CACHE-55 a frozen server: operations end within the limit, and it is used again when it goes on")
    void aFrozenServerHoldsNobody() throws Exception {
        try (var server = MemcachedProcess.started();
                var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 300 300 400")) {
            opened.put("key", "value");
            server.freeze();
            for (int i = 0; i < 3; i++) {
                assertThat(took(() -> opened.get("key")))
                        .isLessThan(Duration.ofMillis(300).plus(TOLERANCE));
            }
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);

            server.start();
            opened.awaitUp();
            assertThat(opened.get("key")).contains("value");
            assertThat(opened.changes).hasSize(2);
        }
    }

    @Test
    @DisplayName("CACHE-114 three operations of one phase on a frozen server take no longer than the phase")
    void aPhaseHasOneLimit() throws Exception {
        try (var server = MemcachedProcess.started();
                var opened = Opened.by("MemcacheServers " + server.place())) {
            opened.put("key", "value");
            server.freeze();
            var phase = Deadline.after(Duration.ofMillis(500));
            assertThat(took(() -> {
                        for (int i = 0; i < 3; i++) {
                            failure(() -> opened.cache.get(bytes("key"), phase));
                        }
                    }))
                    .isLessThan(Duration.ofMillis(500).plus(TOLERANCE));
        }
    }

    @Test
    @DisplayName("memory full: a put fails as UNAVAILABLE, a get goes on, the store stays up; the beginning and the end"
            + " are a notice each")
    void aFullServerIsNotDown() throws Exception {
        for (String protocol : List.of("MemcacheLog none", "MemcacheOptions NoBinaryProtocol")) {
            try (var server = MemcachedProcess.started("-M", "-m", "2");
                    var opened = Opened.by("MemcacheServers " + server.place(), protocol)) {
                String value = "x".repeat(10_000);
                CacheException full = null;
                for (int i = 0; full == null; i++) {
                    String key = "key" + i;
                    full = failure(() -> opened.put(key, value));
                }
                assertThat(full.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(full.getMessage()).containsIgnoringCase("out of memory");
                for (int i = 0; i < 5; i++) {
                    failure(() -> opened.put("more", value));
                }
                assertThat(opened.get("key0")).contains(value);
                assertThat(opened.store.state()).isEqualTo(State.UP);
                assertThat(opened.changes).isEmpty();

                for (int i = 0; i < 20; i++) {
                    opened.cache.remove(bytes("key" + i), soon());
                }
                opened.put("more", value);
                assertThat(opened.get("more")).contains(value);
                assertThat(opened.notices)
                        .satisfiesExactly(
                                none -> assertThat(none).endsWith("out of memory: values are not stored"),
                                again -> assertThat(again).endsWith("values are stored again"));
            }
        }
    }

    @Test
    @DisplayName("CACHE-113 a reply cut in the middle: a get is repeated once on another connection, a condition never")
    void aCutReplyIsRepeatedOnce() throws Exception {
        var gets = new AtomicInteger();
        try (var server = new ScriptedServer(ScriptedServer.after(packet -> {
                    byte[] whole = ScriptedServer.value(packet, "value");
                    if (packet.opcode() == ScriptedServer.GET && gets.incrementAndGet() != 1) {
                        return new Send(whole);
                    }
                    return new HangUp(java.util.Arrays.copyOf(whole, whole.length - 3));
                }));
                var opened = Opened.by("MemcacheServers " + server.place())) {
            assertThat(opened.get("key")).contains("value");
            assertThat(opened.statistic("operations repeated")).isEqualTo(1);
            assertThat(opened.store.state()).isEqualTo(State.UP);

            long before = server.packets.size();
            assertThat(failure(() -> opened.cache.putIfAbsent(bytes("key"), bytes("v"), Expiry.NEVER, soon()))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);
            assertThat(server.packets.size()).isEqualTo(before + 1);
        }
    }

    @Test
    @DisplayName("CACHE-113 garbage, silence, one byte at a time, and answers to other questions end with the limit")
    void aServerThatDoesNotAnswerProperlyHoldsNobody() throws Exception {
        for (ScriptedServer.Script script : List.<ScriptedServer.Script>of(
                packet -> new Send(bytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 99999\r\n\r\n")),
                packet -> new Send(bytes("\u0081\0\0\0\0\0\0\0\u007f\u00ff\u00ff\u00ff................")),
                packet -> new Send(ScriptedServer.value(
                        new ScriptedServer.Packet(packet.opcode(), packet.opaque() + 1, ""), "another's")),
                packet -> new Send(new byte[0]),
                packet -> new Drip(ScriptedServer.value(packet, "a long value")))) {
            try (var server = new ScriptedServer(ScriptedServer.after(script));
                    var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 500 300 300")) {
                opened.store.namespace(bytes("warm.")).get(bytes("generation"), soon());
                var failure = new CompletableFuture<CacheException>();
                assertThat(took(() -> failure.complete(failure(() -> opened.get("key")))))
                        .isLessThan(Duration.ofMillis(600).plus(TOLERANCE));

                assertThat(failure.join()).isNotNull();
                assertThat(failure.join().kind().isOfTheStore())
                        .as(failure.join().toString())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("CACHE-113 a server that accepts and says nothing takes no longer than connecting may")
    void connectingHasItsLimit() throws Exception {
        try (var server = new ScriptedServer(_ -> new Send(new byte[0]));
                var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 200 5000 5000")) {
            assertThat(took(() -> failure(() -> opened.get("key"))))
                    .isLessThan(Duration.ofMillis(500).plus(TOLERANCE));
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-113 a name that cannot be resolved is down like any other server")
    void anUnknownNameIsDown() throws Exception {
        try (var opened = Opened.by("MemcacheServers no-such-host.invalid")) {
            assertThat(failure(() -> opened.get("key")).kind().isOfTheStore()).isTrue();
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-113 little time of a caller's own does not take the store down")
    void aHurriedCallerTellsNothing() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> new Send(new byte[0])));
                var opened = Opened.by("MemcacheServers " + server.place())) {
            for (int i = 0; i < 5; i++) {
                failure(() -> opened.cache.get(bytes("key"), Deadline.after(Duration.ofMillis(20))));
            }
            assertThat(opened.store.state()).isEqualTo(State.UP);
        }
    }

    @Test
    @DisplayName("CACHE-47 binary by default, text by NoBinaryProtocol")
    void theProtocolIsChosen() throws Exception {
        try (var server = new ScriptedServer(_ -> new HangUp(new byte[0]))) {
            try (var opened = Opened.by("MemcacheServers " + server.place())) {
                failure(() -> opened.get("key"));
                assertThat(server.packets.getFirst().opcode()).isEqualTo(ScriptedServer.VERSION);
            }
            server.packets.clear();
            try (var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheOptions NoBinaryProtocol")) {
                failure(() -> opened.get("key"));
                assertThat(server.packets.stream().map(ScriptedServer.Packet::text))
                        .containsOnly("version");
            }
        }
    }

    @Test
    @DisplayName("CACHE-47 a server that hangs up at a binary packet, or only waits for a line, is spoken to in text")
    void aServerThatKnowsTextAloneIsSpokenToInText() throws Exception {
        try (var server = new ScriptedServer(packet -> packet.opcode() != ScriptedServer.TEXT
                        ? new HangUp(new byte[0])
                        : new Send(bytes(
                                packet.text().equals("version")
                                        ? "VERSION 1.0\r\n"
                                        : packet.text().equals("get test.key")
                                                ? "VALUE test.key 0 5\r\nvalue\r\nEND\r\n"
                                                : "END\r\n")));
                var opened = Opened.by("MemcacheServers " + server.place())) {
            assertThat(opened.get("key")).contains("value");
            assertThat(opened.notices).singleElement().asString().contains("is spoken to in text");
        }
        try (var server = MemcachedProcess.started("-B", "ascii");
                var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 500 2000 2000")) {
            opened.put("key", "value");
            opened.put("a key\0", "other");
            assertThat(opened.get("key")).contains("value");
            assertThat(opened.get("a key\0")).contains("other");
        }
    }

    @Test
    @DisplayName("CACHE-47 a server whose answer in binary comes just after the one in text goes on in binary")
    void aSlowServerIsNotTakenForOneOfTextAlone() throws Exception {
        var asked = new CountDownLatch(1);
        try (var server = new ScriptedServer(packet -> {
                    if (packet.opcode() == ScriptedServer.TEXT) {
                        asked.countDown();
                        return new Send(bytes(packet.text().equals("version") ? "VERSION 1.0\r\n" : "END\r\n"));
                    }
                    if (packet.opcode() != ScriptedServer.VERSION) {
                        return new Send(ScriptedServer.missing(packet));
                    }
                    try {
                        asked.await();
                        Thread.sleep(5);
                    } catch (InterruptedException _) {
                        Thread.currentThread().interrupt();
                    }
                    return new Send(ScriptedServer.response(packet, 0, bytes("1.0")));
                });
                var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 500 2000 2000")) {
            assertThat(opened.get("key")).isEmpty();

            assertThat(server.packets).noneMatch(packet -> packet.text().startsWith("get"));
        }
    }

    @Test
    @DisplayName("CACHE-45 servers on a Unix socket and on an IPv6 address")
    void otherPlacesAreConnectedTo(@TempDir Path folder) throws Exception {
        Path socket = folder.resolve("socket");
        try (var local = MemcachedProcess.local(socket);
                var opened = Opened.by("MemcacheServers " + socket)) {
            opened.put("key", "value");
            assertThat(opened.get("key")).contains("value");
            local.stop();
            failure(() -> opened.get("key"));
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            local.start();
            opened.awaitUp();
            opened.put("key", "again");
            assertThat(opened.get("key")).contains("again");
        }
        try (var server = MemcachedProcess.started("-l", "[::1]");
                var opened = Opened.by("MemcacheServers [::1]:" + server.port)) {
            opened.put("key", "value");
            assertThat(opened.get("key")).contains("value");
        }
    }

    @Test
    @DisplayName("CACHE-120 no line of a log has a key or a value, at any level")
    void noLogHasAKeyOrAValue(@TempDir Path folder) throws Exception {
        assertThat(Talk.heard(folder))
                .contains("net.spy.memcached", "cache down", "UNAVAILABLE")
                .doesNotContain(Talk.KEY, Talk.VALUE);
    }

    @Test
    @DisplayName("CACHE-46 MemcacheLog tells of each change of state")
    void theLogTellsOfChanges(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("memcache.log");
        try (var opened = Opened.by("MemcacheServers 127.0.0.1:" + Ports.free(), "MemcacheLog " + log)) {
            failure(() -> opened.get("key"));
            failure(() -> opened.get("key"));

            assertThat(Files.readAllLines(log))
                    .singleElement()
                    .asString()
                    .matches(
                            "[0-9-]{10} [0-9:,]{12} mod_memcache\\[[0-9]+]: memcache 127.0.0.1:[0-9]+: cache down: .*");
        }
    }

    @Test
    @DisplayName("CACHE-46 a log behind a symbolic link or in a directory of everybody is not written; the store works")
    void anUnsafeLogIsNotWritten(@TempDir Path folder) throws Exception {
        Path target = Files.createFile(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path log : List.of(link, open.resolve("memcache.log"), folder.resolve("none/memcache.log"))) {
            try (var opened = Opened.by("MemcacheServers 127.0.0.1:" + Ports.free(), "MemcacheLog " + log)) {
                failure(() -> opened.get("key"));
                assertThat(opened.changes).hasSize(1);
                assertThat(opened.notices)
                        .singleElement()
                        .asString()
                        .matches("notice: unable to (use|open) MemcacheLog '" + log + "': (cannot log to a symlink"
                                + "|parent directory is world-writable|No such file or directory)");
            }
        }
        assertThat(target).isEmptyFile();
        assertThat(open).isEmptyDirectory();
    }

    @Test
    @DisplayName("CACHE-122 a thousand connections that break leave no thread and no file behind")
    void brokenConnectionsLeaveNothingBehind() throws Exception {
        var gets = new AtomicInteger();
        try (var server = new ScriptedServer(ScriptedServer.after(packet -> gets.incrementAndGet() % 2 == 1
                        ? new HangUp(java.util.Arrays.copyOf(ScriptedServer.value(packet, "value"), 7))
                        : new Send(ScriptedServer.value(packet, "value"))));
                var opened = Opened.by("MemcacheServers " + server.place())) {
            opened.get("key");
            for (int i = 0; i < 1000; i++) {
                assertThat(opened.get("key")).contains("value");
            }
            assertThat(opened.statistic("connections made")).isGreaterThan(1000);
            awaitFew(() -> libraryThreads(), 1);
            awaitFew(() -> openSockets(), 20);
            assertThat(opened.changes).isEmpty();
        }
        awaitFew(() -> libraryThreads(), 0);
    }

    @Test
    @DisplayName("CACHE-122 the library's thread is a daemon, and ends with the store though calls wait")
    void closingEndsTheThread() throws Exception {
        try (var server = MemcachedProcess.started()) {
            var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 500 20000 20000");
            opened.put("key", "value");
            assertThat(libraryThreads()).isEqualTo(1);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(FaultsTest::isOfTheLibrary)
                            .allMatch(Thread::isDaemon))
                    .isTrue();
            server.freeze();
            var kind = new CompletableFuture<Kind>();
            var caller = Thread.ofVirtual()
                    .start(() -> kind.complete(failure(() -> opened.get("key")).kind()));
            while (caller.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }

            assertThat(took(opened::close)).isLessThan(Duration.ofSeconds(2));

            assertThat(kind.get(1, TimeUnit.SECONDS)).isEqualTo(Kind.CLOSED);
            assertThat(libraryThreads()).isZero();
            server.start();
        }
    }

    @Test
    @DisplayName("closing ends calls that wait for a connection")
    void closingEndsConnecting() throws Exception {
        try (var server = new ScriptedServer(_ -> new Send(new byte[0]))) {
            var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 10000 10000 10000");
            var kind = new CompletableFuture<Kind>();
            Thread.ofVirtual()
                    .start(() -> kind.complete(failure(() -> opened.get("key")).kind()));
            Await.until("a packet", () -> !server.packets.isEmpty());

            opened.close();

            assertThat(kind.get(2, TimeUnit.SECONDS)).isEqualTo(Kind.CLOSED);
        }
    }

    @Test
    @DisplayName("CACHE-113 every operation, of however many questions, ends within the limit of one")
    void everyOperationHasOneLimit() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var operations = Stream.<FrozenCall>of(
                            (opened, _) -> opened.get("key"),
                            (opened, _) -> opened.put("key", "2"),
                            (opened, _) -> opened.cache.add(bytes("key"), 1, soon()),
                            (opened, read) ->
                                    opened.cache.compareAndSet(bytes("key"), read, bytes("3"), Expiry.NEVER, soon()),
                            (opened, read) -> opened.cache.removeIf(bytes("key"), read, soon()),
                            (opened, _) -> opened.cache.remove(bytes("key"), soon()))
                    .map(call -> threads.submit(() -> tookWhenFrozen(call)))
                    .toList();
            for (var operation : operations) {
                assertThat(operation.get()).isLessThan(Duration.ofMillis(300).plus(TOLERANCE));
            }
        }
    }

    /// A call at a store, which may have what was read from there before.
    private interface FrozenCall {
        void run(Opened opened, Entry read) throws CacheException;
    }

    private static Duration tookWhenFrozen(FrozenCall call) throws Exception {
        try (var server = MemcachedProcess.started();
                var opened = Opened.by("MemcacheServers " + server.place(), "MemcacheTimeouts 500 300 300")) {
            opened.put("key", "1");
            var read = opened.cache.get(bytes("key"), soon()).orElseThrow();
            // Longer than a generation is good for, so that it must be read first.
            LockSupport.parkNanos(Duration.ofMillis(2100).toNanos());
            server.freeze();
            return took(() -> call.run(opened, read));
        }
    }

    private static void awaitStores(Opened opened, long count) throws Exception {
        Await.until(count + " values", () -> opened.store.statistics().stores() >= count);
    }

    private static boolean isOfTheLibrary(Thread thread) {
        return thread.getName().startsWith("Memcached IO");
    }

    private static long libraryThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(FaultsTest::isOfTheLibrary)
                .count();
    }

    private static long openSockets() {
        try (var all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(file -> {
                        try {
                            return Files.readSymbolicLink(file).toString().startsWith("socket:");
                        } catch (java.io.IOException gone) {
                            return false;
                        }
                    })
                    .count();
        } catch (java.io.IOException none) {
            return 0;
        }
    }

    private static void awaitFew(java.util.function.LongSupplier count, long most) throws Exception {
        Await.until(() -> "few are left, not " + count.getAsLong(), () -> count.getAsLong() <= most);
    }

    private static Duration took(Opened.Call call) throws CacheException {
        long start = System.nanoTime();
        try {
            call.run();
        } catch (CacheException expected) {
            if (!expected.kind().isOfTheStore()) {
                throw expected;
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static CacheException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(CacheException.class, call);
    }
}
