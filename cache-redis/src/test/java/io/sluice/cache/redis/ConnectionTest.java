package io.sluice.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.cache.CacheCaller;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How connections are made, kept and lost, against a server that answers as it is told.
@Timeout(60)
class ConnectionTest {

    @Test
    @DisplayName("CACHE-20 AUTH is first, SELECT second, PING last")
    void aConnectionLogsInSelectsAndPings() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> "$-1\r\n"));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " ftp secret 2")) {
            assertThat(opened.get("key")).isEmpty();

            assertThat(server.commands)
                    .containsExactly(
                            List.of("AUTH", "ftp", "secret"),
                            List.of("SELECT", "2"),
                            List.of("PING"),
                            List.of("GET", "test.key"));
        }
    }

    @Test
    @DisplayName("CACHE-20 a password alone is one argument; without one there is no AUTH")
    void aPasswordAloneIsOneArgument() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> "$-1\r\n"))) {
            try (var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " \"\" secret")) {
                assertThat(opened.get("key")).isEmpty();
            }
            assertThat(server.commands.getFirst()).containsExactly("AUTH", "secret");
            server.commands.clear();
            try (var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " ftp")) {
                assertThat(opened.get("key")).isEmpty();
            }
            assertThat(server.verbs()).startsWith("PING", "GET");
        }
    }

    @Test
    @DisplayName("CACHE-20 a server that knows no users gets the password alone")
    void anOldServerGetsThePasswordAlone() throws Exception {
        try (var server = new ScriptedServer(command -> command.getFirst().equals("AUTH") && command.size() == 3
                        ? "-ERR wrong number of arguments for 'auth' command\r\n"
                        : ScriptedServer.after(_ -> "$-1\r\n").answer(command));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " ftp secret")) {
            assertThat(opened.get("key")).isEmpty();

            assertThat(server.commands)
                    .startsWith(List.of("AUTH", "ftp", "secret"), List.of("AUTH", "secret"), List.of("PING"));
            assertThat(opened.notices).singleElement().asString().contains("knows no users");
        }
    }

    @Test
    @DisplayName("CACHE-21 a refused AUTH takes the store down once, and nothing is asked without it")
    void aRefusedPasswordTakesTheStoreDown() throws Exception {
        try (var server = new ScriptedServer(_ -> "-WRONGPASS invalid username-password pair\r\n");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " ftp c0nfidential")) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);

            assertThat(opened.changes).singleElement().satisfies(change -> {
                assertThat(change.state()).isEqualTo(State.DOWN);
                assertThat(change.toString()).contains("REFUSED", "WRONGPASS").doesNotContain("c0nfidential");
            });
            assertThat(server.verbs()).doesNotContain("GET", "PING");
        }
    }

    @Test
    @DisplayName("CACHE-21 a password that is put right on the server is found out by itself")
    void aPasswordThatIsPutRightIsFoundOut() throws Exception {
        var right = new AtomicBoolean();
        try (var server = new ScriptedServer(command -> right.get()
                        ? ScriptedServer.after(_ -> "$5\r\nvalue\r\n").answer(command)
                        : "-WRONGPASS invalid username-password pair\r\n");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " ftp secret")) {
            failure(() -> opened.get("key"));
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            right.set(true);

            opened.awaitUp();
            assertThat(opened.get("key")).contains("value");
        }
    }

    @Test
    @DisplayName("CACHE-26 a store that is not asked opens no connection")
    void anUnusedStoreOpensNoConnection() throws Exception {
        try (var server = new ScriptedServer(_ -> "+OK\r\n")) {
            Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisEngine on")
                    .close();

            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    @DisplayName("CACHE-11 RedisEngine off: down for ever, without a connection")
    void aBlockedStoreOpensNoConnection() throws Exception {
        try (var server = new ScriptedServer(_ -> "+OK\r\n");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisEngine off")) {
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(failure(() -> opened.put("key", "value")).kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(server.connections).hasValue(0);
        }
    }

    @Test
    @DisplayName("CACHE-23 a GET, SET or DEL whose connection breaks is repeated once, on another one")
    void whatDoesNoHarmTwiceIsRepeatedOnce() throws Exception {
        var asked = new AtomicInteger();
        try (var server = new ScriptedServer(ScriptedServer.after(command -> asked.incrementAndGet() % 2 == 1
                        ? ScriptedServer.HANG_UP
                        : switch (command.getFirst()) {
                            case "GET" -> "$5\r\nvalue\r\n";
                            case "SET" -> "+OK\r\n";
                            default -> ":1\r\n";
                        }));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port() + " \"\" \"\" 3")) {
            assertThat(opened.get("key")).contains("value");
            opened.put("key", "value");
            assertThat(opened.cache.remove(Opened.bytes("key"), Opened.soon())).isTrue();

            assertThat(asked).hasValue(6);
            assertThat(opened.statistic("operations repeated")).isEqualTo(3);
            assertThat(server.verbs().stream().filter("SELECT"::equals).count())
                    .as("each new connection selects its database")
                    .isEqualTo(opened.statistic("connections made"));
        }
    }

    @Test
    @DisplayName("CACHE-23 a repeated command is not repeated again")
    void nothingIsRepeatedTwice() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.HANG_UP));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);

            assertThat(server.verbs()).containsExactly("PING", "GET", "PING", "GET");
        }
    }

    @Test
    @DisplayName("CACHE-23 INCRBY, RPUSH and conditions are never repeated")
    void whatCountsIsNeverRepeated() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.HANG_UP))) {
            List<Asking> calls = List.of(
                    opened -> opened.cache.add(Opened.bytes("key"), 1, Opened.soon()),
                    opened -> opened.cache.putIfAbsent(
                            Opened.bytes("key"), Opened.bytes("v"), Expiry.NEVER, Opened.soon()),
                    opened -> opened.cache
                            .find(io.sluice.cache.CacheLists.class)
                            .orElseThrow()
                            .append(Opened.bytes("key"), List.of(Opened.bytes("v")), Opened.soon()));
            for (Asking call : calls) {
                server.commands.clear();
                try (var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
                    assertThat(failure(() -> call.on(opened)).kind()).isEqualTo(Kind.UNAVAILABLE);
                    assertThat(server.verbs()).hasSize(2).startsWith("PING");
                }
            }
        }
    }

    @Test
    @DisplayName("CACHE-24 NoReconnect: a broken operation is not tried on a second connection")
    void noReconnectTriesNoSecondConnection() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.HANG_UP));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisOptions NoReconnect")) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.UNAVAILABLE);

            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    @DisplayName("CACHE-113 the first call of a prepared store finds its connection made")
    void prepared() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> "$-1\r\n"));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            opened.store.prepare(Opened.soon());
            assertThat(server.verbs()).containsExactly("PING");

            assertThat(opened.get("key")).isEmpty();
            assertThat(server.verbs()).containsExactly("PING", "GET");
            assertThat(server.connections).hasValue(1);
        }
    }

    @Test
    @DisplayName("CACHE-113 a first connection that takes too long, because all is loaded for it, is no lost server")
    void preparedSlowly() throws Exception {
        var first = new AtomicBoolean(true);
        try (var server = new ScriptedServer(command -> first.getAndSet(false) ? ScriptedServer.SILENCE : "+PONG\r\n");
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 800 800")) {
            opened.store.prepare(Opened.soon());

            assertThat(opened.store.state()).isEqualTo(State.UP);
            assertThat(opened.changes).isEmpty();
            assertThat(server.connections).hasValue(2);
        }
    }

    @Test
    @DisplayName("CACHE-119 a store that cannot be reached is down before the first session asks it")
    void cannotBePrepared() throws Exception {
        try (var opened = Opened.by("RedisServer 127.0.0.1:" + Ports.free())) {
            opened.store.prepare(Opened.soon());

            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            assertThat(opened.changes).hasSize(1);
        }
    }

    @Test
    @DisplayName("CACHE-24 NoReconnect: a session whose connection broke gets no second one, the others do")
    void noReconnectIsOfOneSession() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer " + server.place(), "RedisOptions NoReconnect")) {
            var one = new Object();
            var other = new Object();
            assertThat(as(one, () -> opened.get("key"))).isEmpty();

            server.stop();
            server.start();
            for (int i = 0; i < 3; i++) {
                assertThat(failure(() -> as(one, () -> opened.get("key"))))
                        .hasMessageMatching("the connection to .* broke: .*|the connection of this session broke, .*");
                assertThat(as(other, () -> opened.get("key"))).isEmpty();
                assertThat(opened.get("key")).isEmpty();
            }
            assertThat(opened.statistic("connections made")).isEqualTo(2);
            assertThat(opened.store.state()).isEqualTo(State.UP);
        }
    }

    @Test
    @DisplayName("CACHE-24 without NoReconnect a session whose connection broke is connected anew")
    void reconnects() throws Exception {
        try (var server = RedisProcess.started();
                var opened = Opened.by("RedisServer " + server.place())) {
            var session = new Object();
            assertThat(as(session, () -> opened.get("key"))).isEmpty();

            server.stop();
            server.start();
            assertThat(as(session, () -> opened.get("key"))).isEmpty();
        }
    }

    private static <T> T as(Object session, ScopedValue.CallableOp<T, CacheException> call) throws CacheException {
        return ScopedValue.where(CacheCaller.CURRENT, session).call(call);
    }

    @Test
    @DisplayName("CACHE-28 a reply of another type is CORRUPT, and the store stays up")
    void aReplyOfAnotherTypeIsCorrupt() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ":7\r\n"));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            for (int i = 0; i < 5; i++) {
                assertThat(failure(() -> opened.get("key")))
                        .hasMessage("expected STRING reply for GET, got INTEGER")
                        .satisfies(failure -> assertThat(failure.kind()).isEqualTo(Kind.CORRUPT));
            }
            assertThat(opened.store.state()).isEqualTo(State.UP);
        }
    }

    @Test
    @DisplayName("CACHE-28 errors of the server have their kinds")
    void errorsOfTheServerHaveTheirKinds() throws Exception {
        record Case(String error, Kind kind) {}
        for (Case each : List.of(
                new Case("LOADING Redis is loading the dataset in memory", Kind.UNAVAILABLE),
                new Case("READONLY You can't write against a read only replica.", Kind.UNAVAILABLE),
                new Case("MASTERDOWN Link with MASTER is down", Kind.UNAVAILABLE),
                new Case("MOVED 3999 127.0.0.1:6381", Kind.UNAVAILABLE),
                new Case("CLUSTERDOWN Hash slot not served", Kind.UNAVAILABLE),
                new Case("OOM command not allowed when used memory > 'maxmemory'.", Kind.UNAVAILABLE),
                new Case("NOAUTH Authentication required.", Kind.REFUSED),
                new Case("NOPERM this user has no permissions to run the 'get' command", Kind.REFUSED),
                new Case("WRONGTYPE Operation against a key holding the wrong kind of value", Kind.CORRUPT),
                new Case("ERR unknown command 'GET', with args beginning with: 'c0nfidential'", Kind.REFUSED))) {
            try (var server = new ScriptedServer(ScriptedServer.after(_ -> "-" + each.error + "\r\n"));
                    var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 5000 5000")) {
                var failure = failure(() -> opened.get("key"));
                assertThat(failure.kind()).as(each.error).isEqualTo(each.kind);
                assertThat(failure.getMessage()).startsWith("GET error: ").doesNotContain("c0nfidential");
            }
        }
    }

    @Test
    @DisplayName("CACHE-113 garbage, silence, and one byte at a time end with the limit")
    void aServerThatDoesNotAnswerProperlyHoldsNobody() throws Exception {
        for (String answer : List.of(
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "$99999\r\n",
                "*x\r\n",
                ScriptedServer.SILENCE,
                ScriptedServer.DRIP)) {
            try (var server = new ScriptedServer(ScriptedServer.after(_ -> answer));
                    var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 2000 300")) {
                long start = System.nanoTime();
                var failure = failure(() -> opened.get("key"));

                assertThat(failure.kind().isOfTheStore()).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start))
                        .as(answer)
                        .isLessThan(Duration.ofMillis(800));
            }
        }
    }

    @Test
    @DisplayName("CACHE-113 a server that accepts and says nothing takes no longer than connecting may")
    void connectingHasItsLimit() throws Exception {
        try (var server = new ScriptedServer(_ -> ScriptedServer.SILENCE);
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 200 5000")) {
            long start = System.nanoTime();
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(Kind.TIMEOUT);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1000));
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-113 a value that nobody takes is given up")
    void aWriteThatNobodyReadsHasItsLimit() throws Exception {
        try (var server = new ScriptedServer(_ -> ScriptedServer.DEAF);
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 2000 300")) {
            var lists = opened.cache.find(io.sluice.cache.CacheLists.class).orElseThrow();
            var values = java.util.stream.IntStream.range(0, 32)
                    .mapToObj(_ -> new byte[1 << 20])
                    .toList();
            long start = System.nanoTime();
            assertThat(failure(() -> lists.append(Opened.bytes("key"), values, Opened.soon()))
                            .kind()
                            .isOfTheStore())
                    .isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(1500));
        }
    }

    @Test
    @DisplayName("CACHE-113 an interrupted platform thread comes back too")
    void aPlatformThreadCanBeInterrupted() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.SILENCE));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 5000 20000")) {
            var kind = new java.util.concurrent.CompletableFuture<Kind>();
            var caller = Thread.ofPlatform().start(() -> {
                try {
                    opened.get("key");
                    kind.completeExceptionally(new AssertionError("an answer"));
                } catch (CacheException failure) {
                    kind.complete(failure.kind());
                }
            });
            awaitCommand(server, "GET");
            caller.interrupt();

            assertThat(kind.get(2, java.util.concurrent.TimeUnit.SECONDS)).isEqualTo(Kind.TIMEOUT);
            assertThat(opened.store.state()).as("says nothing of the store").isEqualTo(State.UP);
        }
    }

    @Test
    @DisplayName("CACHE-113 a name that cannot be resolved is down like any other server")
    void anUnknownNameIsDown() throws Exception {
        try (var opened = Opened.by("RedisServer no-such-host.invalid")) {
            assertThat(failure(() -> opened.get("key")).kind().isOfTheStore()).isTrue();
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-113 little time of a caller's own does not take the store down")
    void aHurriedCallerTellsNothing() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(_ -> ScriptedServer.SILENCE));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            for (int i = 0; i < 5; i++) {
                failure(() -> opened.cache.get(Opened.bytes("key"), Deadline.after(Duration.ofMillis(20))));
            }
            assertThat(opened.store.state()).isEqualTo(State.UP);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"$2147483647\r\n", "*2147483647\r\n", "deep"})
    @DisplayName("CACHE-113 a reply that no memory has room for is a broken connection, which nobody gets again")
    void anAbsurdReplyIsABrokenConnection(String reply) throws Exception {
        String absurd = reply.equals("deep") ? "*1\r\n".repeat(200_000) : reply;
        try (var server = new ScriptedServer(ScriptedServer.after(
                        command -> command.getFirst().equals("INCRBY") ? absurd : "$5\r\nvalue\r\n"));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port(), "RedisTimeouts 5000 5000")) {
            assertThat(opened.get("key")).contains("value");

            assertThat(failure(() -> opened.cache.add(Opened.bytes("counter"), 1, Opened.soon()))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);

            assertThat(opened.get("key")).contains("value");
            assertThat(server.connections).hasValue(2);
            assertThat(opened.statistic("connections")).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("CACHE-113 a cluster that names a port which cannot be is one that does not answer")
    void anImpossiblePortIsNoServer() throws Exception {
        try (var server = new ScriptedServer(ScriptedServer.after(command -> switch (command.getFirst()) {
                    case "CLUSTER" -> "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n$9\r\n127.0.0.1\r\n:70000\r\n";
                    default -> "-MOVED 1 127.0.0.1:70000\r\n";
                }));
                var opened = Opened.by("RedisServer 127.0.0.1:" + server.port())) {
            assertThat(failure(() -> opened.get("key")).kind().isOfTheStore()).isTrue();
        }
    }

    @Test
    @DisplayName("CACHE-10 RedisLog tells of each change of state")
    void theLogTellsOfChanges(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("redis.log");
        try (var opened = Opened.by("RedisServer 127.0.0.1:" + Ports.free(), "RedisLog " + log)) {
            failure(() -> opened.get("key"));
            failure(() -> opened.get("key"));

            assertThat(Files.readAllLines(log))
                    .singleElement()
                    .asString()
                    .matches("[0-9-]{10} [0-9:,]{12} mod_redis\\[[0-9]+]: redis 127.0.0.1:[0-9]+: cache down: .*");
        }
    }

    @Test
    @DisplayName("CACHE-10 a log behind a symbolic link or in a directory of everybody is not written; the store works")
    void anUnsafeLogIsNotWritten(@TempDir Path folder) throws Exception {
        Path target = Files.createFile(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        for (Path log : List.of(link, open.resolve("redis.log"), folder.resolve("none/redis.log"))) {
            try (var opened = Opened.by("RedisServer 127.0.0.1:" + Ports.free(), "RedisLog " + log)) {
                failure(() -> opened.get("key"));
                assertThat(opened.changes).hasSize(1);
                assertThat(opened.notices)
                        .singleElement()
                        .asString()
                        .matches("notice: unable to (use|open) RedisLog '" + log + "': (cannot log to a symlink"
                                + "|parent directory is world-writable|No such file or directory)");
            }
        }
        assertThat(target).isEmptyFile();
        assertThat(open).isEmptyDirectory();
    }

    private static void awaitCommand(ScriptedServer server, String verb) throws Exception {
        Await.until(verb, () -> server.verbs().contains(verb));
    }

    interface Asking {
        void on(Opened opened) throws CacheException;
    }

    static CacheException failure(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(CacheException.class, call);
    }
}
