package io.sluice.cache.memcache;

import static io.sluice.cache.memcache.Opened.bytes;
import static io.sluice.cache.memcache.Opened.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Expiry;
import io.sluice.peers.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Keys over several servers, of which some die.
@Timeout(90)
class SeveralServersTest {
    private static final int KEYS = 60;

    private final List<MemcachedProcess> servers = new ArrayList<>();

    @BeforeEach
    void startServers() throws Exception {
        for (int i = 0; i < 3; i++) {
            servers.add(MemcachedProcess.started());
        }
    }

    @AfterEach
    void stopServers() throws Exception {
        for (MemcachedProcess server : servers) {
            server.close();
        }
    }

    private Opened opened(String... more) throws CacheException {
        var lines = new ArrayList<>(List.of("MemcacheServers "
                + servers.stream().map(MemcachedProcess::place).collect(Collectors.joining(","))));
        lines.addAll(List.of(more));
        return Opened.by(lines.toArray(String[]::new));
    }

    /// Which of the servers has a key.
    private int serverOf(String key) throws CacheException {
        var places =
                Place.parseAll(servers.stream().map(MemcachedProcess::place).toList());
        return new Ring(places).serverOf(bytes(key));
    }

    private String keyOf(int server) throws CacheException {
        return keyOf(server, "key");
    }

    private String keyOf(int server, String prefix) throws CacheException {
        for (int i = 0; ; i++) {
            if (serverOf(prefix + i) == server) {
                return prefix + i;
            }
        }
    }

    private static List<String> keys() {
        return IntStream.range(0, KEYS).mapToObj(i -> "key" + i).toList();
    }

    @Test
    @DisplayName("CACHE-48 each key is on the server that the ring says, and on no other")
    void keysAreSpread() throws Exception {
        try (var opened = opened()) {
            for (String key : keys()) {
                opened.put(key, key);
            }
            for (String key : keys()) {
                for (int server = 0; server < servers.size(); server++) {
                    assertThat(servers.get(server).item("test." + key).isPresent())
                            .as(key + " on server " + server)
                            .isEqualTo(server == serverOf(key));
                }
            }
        }
    }

    @Test
    @DisplayName(
            "CACHE-48 CACHE-52 the reference's client and the store find what the other has put, under keys with NUL")
    void theReferenceSharesTheServers() throws Throwable {
        var places =
                Place.parseAll(servers.stream().map(MemcachedProcess::place).toList());
        try (var reference = Libmemcached.of(places, "test.");
                var opened = opened()) {
            for (String each : keys()) {
                String key = "{\"id\":\"" + each + "\"}\0";
                reference.set(key, each + "\0");
                assertThat(opened.get(key)).contains(each + "\0");
                opened.put(key, each + " again\0");
                assertThat(reference.get(key)).contains(each + " again\0");
            }
        }
    }

    @Test
    @DisplayName("CACHE-49 one server dead: its keys miss, the others hit; back: used again, with the same keys")
    void aDeadServersKeysMiss() throws Exception {
        try (var opened = opened()) {
            for (String key : keys()) {
                opened.put(key, key);
            }
            servers.get(1).stop();
            awaitState(opened, 1, State.DOWN);

            assertThat(opened.store.state()).isEqualTo(State.UP);
            for (String key : keys()) {
                assertThat(opened.get(key).isPresent()).as(key).isEqualTo(serverOf(key) != 1);
            }
            String lost = keyOf(1);
            for (Opened.Call call : List.<Opened.Call>of(
                    () -> opened.put(lost, "value"),
                    () -> opened.cache.remove(bytes(lost), soon()),
                    () -> opened.cache.putIfAbsent(bytes(lost), bytes("value"), Expiry.NEVER, soon()),
                    () -> opened.cache.add(bytes(lost), 1, soon()))) {
                assertThat(catchThrowableOfType(CacheException.class, call::run).kind())
                        .isEqualTo(Kind.UNAVAILABLE);
            }

            servers.get(1).start();
            opened.awaitChanges(2);
            opened.put(lost, "again");
            assertThat(servers.get(1).item("test." + lost)).contains("0 again");
            assertThat(opened.changes.stream().map(Object::toString))
                    .as("one line for each change")
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("memcache " + servers.get(1).place() + ": cache down"),
                            line -> assertThat(line)
                                    .startsWith("memcache " + servers.get(1).place() + ": cache up again"));
        }
    }

    @Test
    @DisplayName("CACHE-49 all servers dead: the store is down, and comes up with the first of them")
    void allDeadIsDown() throws Exception {
        try (var opened = opened()) {
            for (String key : keys()) {
                opened.put(key, key);
            }
            for (MemcachedProcess server : servers) {
                server.stop();
            }
            for (int server = 0; server < 3; server++) {
                awaitState(opened, server, State.DOWN);
            }
            assertThat(opened.store.state()).isEqualTo(State.DOWN);
            assertThat(catchThrowableOfType(CacheException.class, () -> opened.get("key1"))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);

            servers.get(0).start();
            opened.awaitUp();
            opened.put(keyOf(0), "value");
            assertThat(opened.get(keyOf(0))).contains("value");
        }
    }

    @Test
    @DisplayName("CACHE-50 with a replica each value is on two servers, and is found after the first of them has died")
    void aReplicaIsFound() throws Exception {
        for (String option : List.of("", "MemcacheOptions NoRandomReplicaReads")) {
            try (var opened = opened("MemcacheReplicas 1", option)) {
                for (String key : keys()) {
                    opened.put(key, key);
                }
                for (String key : keys()) {
                    assertThat(servers.get((serverOf(key) + 1) % 3).item("test." + key))
                            .contains("0 " + key);
                    assertThat(servers.get((serverOf(key) + 2) % 3).item("test." + key))
                            .isEmpty();
                }
                servers.get(2).stop();
                awaitState(opened, 2, State.DOWN);
                for (String key : keys()) {
                    assertThat(opened.get(key)).contains(key);
                }
                servers.get(2).start();
                opened.awaitChanges(2);
                for (String key : keys()) {
                    assertThat(opened.get(key))
                            .as("the first server has lost it")
                            .contains(key);
                    assertThat(opened.cache.remove(bytes(key), soon())).isTrue();
                    assertThat(opened.get(key)).isEmpty();
                }
            }
        }
    }

    @Test
    @DisplayName("CACHE-50 more replicas than servers are as many as there are; in text there are none")
    void replicasAreBounded() throws Exception {
        try (var opened = opened("MemcacheReplicas 9")) {
            opened.put("key", "value");
            for (MemcachedProcess server : servers) {
                assertThat(server.item("test.key")).contains("0 value");
            }
        }
        try (var opened = opened("MemcacheReplicas 2", "MemcacheOptions NoBinaryProtocol")) {
            opened.put("text", "value");
            assertThat(servers.stream()
                            .filter(server -> has(server, "test.text"))
                            .count())
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("CACHE-50 nothing old is read from a server that was away while its values changed")
    void nothingOldIsTrusted() throws Exception {
        try (var opened = opened("MemcacheReplicas 1")) {
            String changed = keyOf(1);
            String removed = changed.equals("key0") ? "key00" : "key0";
            while (serverOf(removed) != 1 || removed.equals(changed)) {
                removed += "0";
            }
            opened.put(changed, "old");
            opened.put(removed, "old");
            servers.get(1).freeze();
            awaitState(opened, 1, State.DOWN);

            opened.put(changed, "new");
            opened.cache.remove(bytes(removed), soon());
            servers.get(1).start();
            opened.awaitChanges(2);

            assertThat(opened.get(changed)).contains("new");
            assertThat(opened.get(removed)).isEmpty();
            assertThat(servers.get(1).item("test." + removed)).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-50 what depends on the present value happens on the first server and leaves no old copy")
    void conditionsLeaveNoOldCopy() throws Exception {
        try (var opened = opened("MemcacheReplicas 1")) {
            String key = keyOf(0);
            opened.put(key, "1");
            assertThat(servers.get(1).item("test." + key)).contains("0 1");

            var read = opened.cache.get(bytes(key), soon()).orElseThrow();
            assertThat(opened.cache.compareAndSet(bytes(key), read, bytes("2"), Expiry.NEVER, soon()))
                    .isTrue();

            assertThat(servers.get(1).item("test." + key)).isEmpty();
            servers.get(0).stop();
            awaitState(opened, 0, State.DOWN);
            assertThat(opened.get(key)).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-50 what is changed on a first server that had missed a change is found there")
    void aChangeAfterAMissedOneIsFound() throws Exception {
        try (var opened = opened("MemcacheReplicas 1")) {
            String key = keyOf(0);
            opened.put(key, "1");
            servers.get(0).freeze();
            opened.put(key, "2");
            servers.get(0).start();
            Await.until(
                    "the first server has what it got too late",
                    () -> servers.get(0).item("test." + key).equals(Optional.of("0 2")));

            assertThat(opened.store.state()).isEqualTo(State.UP);
            assertThat(opened.cache.add(bytes(key), 1, soon())).isEqualTo(3);
            assertThat(opened.get(key)).contains("3");
            assertThat(opened.changes).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-51 after so many failures to connect a server is left alone for the ejected time")
    void aServerIsEjected() throws Exception {
        servers.get(0).stop();
        try (var opened = opened("MemcacheConnectFailures 4", "MemcacheTimeouts 500 500 500 2")) {
            String key = keyOf(0);
            assertThat(catchThrowableOfType(CacheException.class, () -> opened.put(key, "value"))
                            .kind())
                    .isEqualTo(Kind.UNAVAILABLE);
            assertThat(opened.changes)
                    .as("two attempts, of which one read the generation")
                    .isEmpty();
            awaitState(opened, 0, State.DOWN);
            assertThat(opened.get(key)).isEmpty();
            servers.get(0).start();
            long start = System.nanoTime();
            opened.awaitChanges(2);

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(1000), Duration.ofMillis(4000));
            opened.put(key, "value");
            assertThat(opened.get(key)).contains("value");
        }
    }

    private static boolean has(MemcachedProcess server, String key) {
        try {
            return server.item(key).isPresent();
        } catch (java.io.IOException gone) {
            throw new AssertionError(gone);
        }
    }

    /// Asks for a key of a server until the store has found out what became of the server.
    private void awaitState(Opened opened, int server, State state) throws Exception {
        String line = "memcache " + servers.get(server).place();
        String key = keyOf(server, "asks");
        var end = soon();
        while (opened.changes.stream().noneMatch(change -> change.store().equals(line) && change.state() == state)) {
            assertThat(end.hasPassed()).as(opened.changes.toString()).isFalse();
            catchThrowableOfType(CacheException.class, () -> opened.put(key, "asks"));
        }
    }
}
