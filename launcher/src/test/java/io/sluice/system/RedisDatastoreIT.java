package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.peer.Redis;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A datastore in Redis, as the gateways of a cluster have it.
class RedisDatastoreIT extends SharedDatastore {
    private Redis redis;
    private String place;

    @BeforeEach
    void aRedis() {
        redis = Redis.start(scene);
        place = redis.place();
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("RedisServer", place).with("ProxyDatastore", "Redis " + prefix);
    }

    @Test
    @DisplayName(
            "PROXY-RC-32 while Redis is away sessions are served from memory, and when it is back turns are shared")
    void aStoreThatGoesAway() throws IOException {
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        session(one);
        session(other);

        redis.stop();
        for (int i = 0; i < 3; i++) {
            assertThat(session(one).server()).isNotEmpty();
            assertThat(session(other).server()).isNotEmpty();
        }

        redis.starts();
        awaitTurns(one, other);
    }

    private void awaitTurns(SluiceProcess one, SluiceProcess other) {
        Await.until("turns are taken together again", () -> {
            var first = session(one).server();
            var second = session(other).server();
            var third = session(one).server();
            return !first.equals(second) && !second.equals(third) && !third.equals(first);
        });
    }

    /// The lines about Redis in the log of a gateway.
    private List<String> told(SluiceProcess gateway) {
        return gateway.toString()
                .lines()
                .filter(line -> line.contains("redis " + redis.place()))
                .toList();
    }

    @Test
    @DisplayName("CACHE-113 the first session finds the connection to Redis made")
    void connectedBeforehand() throws IOException {
        var gateway = gateway("RoundRobin", "a.");
        var before = connections();
        assertThat(before).hasSize(1);

        session(gateway);
        assertThat(connections()).isEqualTo(before);
    }

    /// The numbers of the connections that Redis has, but for that of who asks.
    private List<String> connections() {
        return redis.says("CLIENT", "LIST")
                .lines()
                .filter(line -> !line.contains("cmd=client"))
                .map(line -> line.split(" ")[0])
                .toList();
    }

    @Test
    @DisplayName(
            "CACHE-113 CACHE-116 CACHE-118 while Redis is frozen sessions are served, with one line for its loss and"
                    + " one for its return")
    void aStoreThatFreezes() throws IOException {
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        session(one);
        session(other);

        redis.freezes();
        for (int i = 0; i < 5; i++) {
            assertThat(session(one).server()).isNotEmpty();
            assertThat(session(other).server()).isNotEmpty();
        }
        one.logs("cache down: TIMEOUT");
        redis.thaws();
        one.logs("cache up again");
        awaitTurns(one, other);

        assertThat(told(one))
                .satisfiesExactly(
                        down -> assertThat(down).contains("cache down"),
                        up -> assertThat(up).contains("cache up again"));
    }

    @Test
    @DisplayName(
            "CACHE-21 CACHE-119 a password that Redis refuses: sessions are served from the start on, one line tells"
                    + " why")
    void aPasswordThatIsRefused() throws IOException {
        redis = Redis.start(scene, "--requirepass", "right");
        place = redis.place() + " \"\" c0nfidential";
        var gateway = gateway("RoundRobin", "a.");
        for (int i = 0; i < 5; i++) {
            assertThat(session(gateway).server()).isNotEmpty();
        }

        gateway.logs("cache down: REFUSED");
        assertThat(told(gateway))
                .singleElement()
                .asString()
                .contains("WRONGPASS")
                .doesNotContain("c0nfidential");
    }

    @Test
    @DisplayName(
            "CACHE-118 while Redis has no memory left sessions are served, it does not count as lost, and turns are"
                    + " shared when it has room again")
    void aStoreThatIsFull() throws IOException {
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        session(one);
        session(other);

        redis.says("CONFIG", "SET", "maxmemory", "1");
        for (int i = 0; i < 5; i++) {
            assertThat(session(one).server()).isNotEmpty();
            assertThat(session(other).server()).isNotEmpty();
        }
        one.logs("values are not stored");
        redis.says("CONFIG", "SET", "maxmemory", "0");
        awaitTurns(one, other);

        one.logs("values are stored again");
        assertThat(told(one)).noneMatch(line -> line.contains("cache down")).hasSize(2);
    }
}
