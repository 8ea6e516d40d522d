package io.sluice.cache.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Expiry;
import io.sluice.peers.Await;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A store whose keys are on several servers.
@Timeout(180)
class ClusterTest {
    @TempDir
    private Path folder;

    private static boolean works(Opened opened, String key) {
        try {
            opened.put(key, "value");
            return opened.get(key).isPresent();
        } catch (CacheException _) {
            return false;
        }
    }

    @ParameterizedTest
    @DisplayName("CACHE-27 keys are where the cluster has them, told so or found out")
    @ValueSource(strings = {"RedisOptions Cluster", "RedisEngine on"})
    void keysAreWhereTheyBelong(String line) throws Exception {
        try (var cluster = RedisCluster.ofMasters();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port(), line)) {
            for (int i = 0; i < 60; i++) {
                opened.put("key" + i, "value" + i);
            }

            for (int i = 0; i < 60; i++) {
                assertThat(opened.get("key" + i)).contains("value" + i);
                assertThat(cluster.follows("GET", "test.key" + i)).isEqualTo("value" + i);
            }
            for (var server : cluster.servers) {
                assertThat(server.says("DBSIZE")).isNotEqualTo(":0").isNotEqualTo(":60");
            }
            assertThat(opened.changes).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-103 clear and forEach go over all masters, and touch nothing else")
    void walksGoOverAllMasters() throws Exception {
        try (var cluster = RedisCluster.ofMasters();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port());
                var other = Opened.by("RedisServer 127.0.0.1:" + cluster.port())) {
            var foreign = other.store.namespace(Opened.bytes("other."));
            for (int i = 0; i < 2000; i++) {
                opened.put("key" + i, "value");
                foreign.put(Opened.bytes("key" + i), Opened.bytes("value"), Expiry.NEVER, Opened.soon());
            }

            try (var fresh = Opened.by("RedisServer 127.0.0.1:" + cluster.port())) {
                var seen = new TreeSet<String>();
                fresh.cache.forEach(
                        Integer.MAX_VALUE,
                        (key, _) -> seen.add(new String(key, StandardCharsets.US_ASCII)),
                        Opened.soon());
                assertThat(seen).hasSize(2000);
            }
            try (var fresh = Opened.by("RedisServer 127.0.0.1:" + cluster.port())) {
                var cleared = fresh.cache.clear(Opened.soon());
                assertThat(cleared.complete()).isTrue();
                assertThat(cleared.removed()).hasValue(2000);
            }
            assertThat(opened.get("key7")).isEmpty();
            assertThat(foreign.get(Opened.bytes("key7"), Opened.soon())).isPresent();
        }
    }

    @Test
    @DisplayName("CACHE-103 in a cluster as elsewhere forEach passes over lists, sets and hashes, and clear takes them")
    void walksPassOverLists() throws Exception {
        try (var cluster = RedisCluster.ofMasters();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port(), "RedisOptions Cluster")) {
            var lists = opened.cache.find(CacheLists.class).orElseThrow();
            for (int i = 0; i < 20; i++) {
                opened.put("key" + i, "value");
                lists.append(Opened.bytes("list" + i), List.of(Opened.bytes("value")), Opened.soon());
            }

            assertThat(opened.cache.forEach(1000, (_, _) -> true, Opened.soon()))
                    .isEqualTo(20);
            assertThat(opened.cache.clear(Opened.soon()).complete()).isTrue();
            assertThat(lists.size(Opened.bytes("list7"), Opened.soon())).isZero();
        }
    }

    @Test
    @DisplayName("CACHE-19 a master is killed: its replica takes over, without a restart, and the others serve on")
    void failover() throws Exception {
        try (var cluster = RedisCluster.withReplicas();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port())) {
            for (int i = 0; i < 30; i++) {
                opened.put("key" + i, "value" + i);
                // the copy is there before the master goes
                assertThat(cluster.owner("test.key" + i).says("WAIT", "1", "2000"))
                        .isNotEmpty();
            }
            var victim = cluster.owner("test.key0");
            victim.stop();

            Await.until("its keys are served by another", () -> works(opened, "key0"));
            Await.until(
                    "the servers agree on who that is",
                    () -> cluster.find("test.key0")
                            .filter(owner -> owner.port != victim.port)
                            .isPresent());
            for (int i = 1; i < 30; i++) {
                assertThat(opened.get("key" + i)).as("key" + i).isPresent();
            }
            assertThat(opened.store.state()).isEqualTo(State.UP);

            victim.start();
            cluster.awaitOk();
            assertThat(works(opened, "key0")).isTrue();
        }
    }

    @Test
    @DisplayName("CACHE-19 the server of RedisServer is gone for good: the others are asked where things are")
    void theSeedIsLost() throws Exception {
        try (var cluster = RedisCluster.withReplicas();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port(), "RedisOptions Cluster")) {
            opened.put("key", "value");
            cluster.servers.getFirst().stop();

            Await.until("every key is served", () -> IntStream.range(0, 30).allMatch(i -> works(opened, "key" + i)));
        }
    }

    @Test
    @DisplayName("CACHE-22 a slot is on its way to another server: ASK and MOVED are followed")
    void aSlotOnItsWay() throws Exception {
        try (var cluster = RedisCluster.ofMasters();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port(), "RedisOptions Cluster")) {
            opened.put("key", "value");
            var from = cluster.owner("test.key");
            var to = cluster.servers.stream()
                    .filter(each -> each != from)
                    .findFirst()
                    .orElseThrow();
            String slot = cluster.follows("CLUSTER", "KEYSLOT", "test.key");
            to.says("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(from));
            from.says("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(to));
            assertThat(opened.get("key")).contains("value");
            assertThat(from.says("MIGRATE", "127.0.0.1", Integer.toString(to.port), "test.key", "0", "2000"))
                    .isEqualTo("+OK");

            assertThat(opened.get("key")).contains("value");
            opened.put("key", "other");
            var entry = opened.cache.get(Opened.bytes("key"), Opened.soon()).orElseThrow();
            assertThat(opened.cache.compareAndSet(
                            Opened.bytes("key"), entry, Opened.bytes("third"), Expiry.NEVER, Opened.soon()))
                    .isTrue();

            to.says("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
            from.says("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
            assertThat(opened.get("key")).contains("third");
            assertThat(cluster.follows("GET", "test.key")).isEqualTo("third");
            assertThat(opened.changes).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-06 every server of a cluster is reached by TLS, logged in to, and checked")
    void tlsAndLogin() throws Exception {
        var files = new Certificates(folder, "cluster");
        files.sign("server", "IP:127.0.0.1");
        var authority = files.authority().toString();
        var login = List.of("--tls", "--cacert", authority, "-a", "secret", "--no-auth-warning");
        try (var cluster = RedisCluster.of(
                        login,
                        "--requirepass",
                        "secret",
                        "--masterauth",
                        "secret",
                        "--port",
                        "0",
                        "--tls-port",
                        "%port",
                        "--tls-cluster",
                        "yes",
                        "--tls-auth-clients",
                        "no",
                        "--tls-ca-cert-file",
                        authority,
                        "--tls-cert-file",
                        files.certificate("server").toString(),
                        "--tls-key-file",
                        files.key("server").toString());
                var opened = Opened.by(
                        "RedisServer 127.0.0.1:" + cluster.port() + " \"\" secret ssl:true ssl-ca:" + authority,
                        "RedisTimeouts 5000 5000")) {
            for (int i = 0; i < 30; i++) {
                opened.put("key" + i, "value" + i);
                assertThat(opened.get("key" + i)).contains("value" + i);
            }
            assertThat(opened.statistic("connections")).isBetween(3L, 24L);
        }
    }

    @Test
    @DisplayName("CACHE-37 lists, sets, hashes, counters and events are where the cluster has them")
    void collections() throws Exception {
        try (var cluster = RedisCluster.ofMasters();
                var opened = Opened.by("RedisServer 127.0.0.1:" + cluster.port())) {
            var lists = opened.cache.find(CacheLists.class).orElseThrow();
            var sets = opened.cache.find(CacheSets.class).orElseThrow();
            var hashes = opened.cache.find(CacheHashes.class).orElseThrow();
            var log = opened.store
                    .namespace(new byte[0])
                    .find(CacheEventLog.class)
                    .orElseThrow();
            for (int i = 0; i < 20; i++) {
                lists.replace(Opened.bytes("list" + i), List.of(Opened.bytes("a"), Opened.bytes("b")), Opened.soon());
                assertThat(lists.rotate(Opened.bytes("list" + i), Opened.soon()))
                        .isPresent();
                assertThat(sets.add(Opened.bytes("set" + i), Opened.bytes("a"), Opened.soon()))
                        .isTrue();
                assertThat(hashes.putIfAbsent(Opened.bytes("hash" + i), Map.of("a", Opened.bytes("b")), Opened.soon()))
                        .isTrue();
                assertThat(hashes.fields(Opened.bytes("hash" + i), List.of("a"), Opened.soon()))
                        .containsKey("a");
                assertThat(opened.cache.add(Opened.bytes("count" + i), 3, Opened.soon()))
                        .isEqualTo(3);
            }
            for (int n = 0; n < 50; n++) {
                for (int list = 0; list < 9; list++) {
                    log.append(Opened.bytes("events" + list), Opened.bytes("{\"n\":" + n + "}"));
                }
            }

            for (int list = 0; list < 9; list++) {
                String key = "events" + list;
                Await.until("all events", () -> cluster.follows("LLEN", key).equals("50"));
                assertThat(cluster.follows("LRANGE", key, "0", "-1").lines())
                        .containsExactlyElementsOf(IntStream.range(0, 50)
                                .mapToObj(n -> "{\"n\":" + n + "}")
                                .toList());
            }
            assertThat(opened.statistic("events dropped")).isZero();
        }
    }

    @ParameterizedTest
    @DisplayName("CACHE-02 what a cluster cannot have is refused")
    @CsvSource(
            delimiter = '|',
            value = {
                "RedisServer 127.0.0.1 \"\" \"\" 2 | RedisEngine on | a cluster has no database 2",
                "RedisServer 127.0.0.1 | RedisSentinel 127.0.0.1 | a cluster has no sentinels",
            })
    void contradictions(String server, String line, String message) {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> Opened.by(server, line, "RedisOptions Cluster"))
                .withMessageContaining(message);
    }
}
