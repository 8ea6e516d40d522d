package io.sluice.cache.redis;

import static io.sluice.cache.redis.ConnectionTest.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore.State;
import io.sluice.peers.Ports;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Masters that sentinels know: scripted sentinels, real servers behind them.
@Timeout(120)
class SentinelTest {
    private static final String LIMITS = "RedisTimeouts 5000 5000";

    @Test
    @DisplayName("CACHE-15 with a name that master, without one the first that is listed")
    void theMasterIsTheNamedOrTheFirst() throws Exception {
        try (var one = RedisProcess.started();
                var two = RedisProcess.started();
                var sentinel =
                        sentinel(command -> command.get(2).equals("one") ? address(one.port) : address(two.port))) {
            try (var opened = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port() + " MASTER two", LIMITS)) {
                opened.put("key", "value");
            }
            assertThat(sentinel.commands).containsExactly(List.of("SENTINEL", "GET-MASTER-ADDR-BY-NAME", "two"));
            assertThat(two.says("GET", "test.key")).isEqualTo("value");
            try (var opened = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port(), LIMITS)) {
                opened.put("key", "first");
            }
            assertThat(one.says("GET", "test.key")).isEqualTo("first");
        }
    }

    @Test
    @DisplayName("CACHE-16 a dead sentinel and one that knows no such master are passed over; the first answer wins")
    void theFirstGoodAnswerWins() throws Exception {
        int dead = Ports.free();
        try (var master = RedisProcess.started();
                var ignorant = sentinel(_ -> "*-1\r\n");
                var grumpy = sentinel(_ -> "-ERR no\r\n");
                var good = sentinel(_ -> address(master.port));
                var unasked = sentinel(_ -> address(dead));
                var opened = Opened.by(
                        "RedisSentinel 127.0.0.1:" + dead + " 127.0.0.1:" + ignorant.port() + " 127.0.0.1:"
                                + grumpy.port() + " 127.0.0.1:" + good.port() + " 127.0.0.1:" + unasked.port()
                                + " master mine",
                        LIMITS)) {
            opened.put("key", "value");

            assertThat(master.says("GET", "test.key")).isEqualTo("value");
            assertThat(unasked.commands).isEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-16 a sentinel that names no address is passed over, and is no fault of the caller's")
    void anAddressThatIsNoneIsPassedOver() throws Exception {
        try (var confused = sentinel(_ -> "*2\r\n$0\r\n\r\n$1\r\n0\r\n");
                var opened = Opened.by("RedisSentinel 127.0.0.1:" + confused.port() + " master mine", LIMITS)) {
            assertThat(failure(() -> opened.get("key")).kind()).isEqualTo(CacheException.Kind.UNAVAILABLE);
        }
    }

    @Test
    @DisplayName("CACHE-17 nobody answers: the server of RedisServer, or down")
    void withoutAnAnswerTheServerIsUsed() throws Exception {
        int dead = Ports.free();
        try (var server = RedisProcess.started();
                var with =
                        Opened.by("RedisSentinel 127.0.0.1:" + dead, "RedisServer 127.0.0.1:" + server.port, LIMITS);
                var without = Opened.by("RedisSentinel 127.0.0.1:" + dead, LIMITS)) {
            with.put("key", "value");
            assertThat(server.says("GET", "test.key")).isEqualTo("value");

            assertThat(failure(() -> without.get("key")).kind()).isEqualTo(CacheException.Kind.UNAVAILABLE);
            assertThat(without.store.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-18 password and database of RedisServer are used on the address that was found")
    void theLoginOfTheServerIsUsed() throws Exception {
        try (var master = RedisProcess.started("--requirepass", "secret");
                var sentinel = sentinel(_ -> address(master.port));
                var opened = Opened.by(
                        "RedisSentinel 127.0.0.1:" + sentinel.port() + " master mine",
                        "RedisServer 127.0.0.1:1 default secret 4",
                        LIMITS)) {
            opened.put("key", "value");

            assertThat(opened.get("key")).contains("value");
            assertThat(sentinel.verbs()).as("sentinels are not logged in to").containsOnly("SENTINEL");
        }
    }

    @Test
    @DisplayName("CACHE-19 a stale sentinel that names a replica is passed over")
    void aReplicaIsPassedOver() throws Exception {
        try (var master = RedisProcess.started();
                var replica = RedisProcess.started("--replicaof", "127.0.0.1 " + master.port);
                var stale = sentinel(_ -> address(replica.port));
                var good = sentinel(_ -> address(master.port));
                var opened = Opened.by(
                        "RedisSentinel 127.0.0.1:" + stale.port() + " 127.0.0.1:" + good.port() + " master mine",
                        LIMITS)) {
            opened.put("key", "value");

            assertThat(master.says("GET", "test.key")).isEqualTo("value");
            assertThat(stale.commands).isNotEmpty();
        }
    }

    @Test
    @DisplayName("CACHE-19 a master that becomes a replica is left for the new one, in the same operation")
    void aFailOverIsFollowed() throws Exception {
        try (var one = RedisProcess.started();
                var two = RedisProcess.started()) {
            var master = new java.util.concurrent.atomic.AtomicInteger(one.port);
            try (var sentinel = sentinel(_ -> address(master.get()));
                    var opened = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port() + " master mine", LIMITS)) {
                opened.put("key", "value");
                one.says("REPLICAOF", "127.0.0.1", Integer.toString(two.port));
                master.set(two.port);

                opened.put("key", "after");

                assertThat(two.says("GET", "test.key")).isEqualTo("after");
                assertThat(opened.changes).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("CACHE-14 a real sentinel")
    void aRealSentinelIsUnderstood() throws Exception {
        try (var master = RedisProcess.started();
                var sentinel = RedisProcess.sentinel("mine", master.port);
                var opened = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port, LIMITS);
                var named = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port + " master mine", LIMITS);
                var wrong = Opened.by("RedisSentinel 127.0.0.1:" + sentinel.port + " master other", LIMITS)) {
            opened.put("key", "value");

            assertThat(named.get("key")).contains("value");
            assertThat(failure(() -> wrong.get("key")).kind()).isEqualTo(CacheException.Kind.UNAVAILABLE);
        }
    }

    private static ScriptedServer sentinel(ScriptedServer.Script named) throws Exception {
        return new ScriptedServer(command -> switch (command.get(1)) {
            case "MASTERS" -> "*2\r\n" + master("one") + master("two");
            default -> named.answer(command);
        });
    }

    private static String master(String name) {
        return "*4\r\n$5\r\nflags\r\n$6\r\nmaster\r\n$4\r\nname\r\n$" + name.length() + "\r\n" + name + "\r\n";
    }

    static String address(int port) {
        String text = Integer.toString(port);
        return "*2\r\n$9\r\n127.0.0.1\r\n$" + text.length() + "\r\n" + text + "\r\n";
    }
}
