package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.peer.Redis;
import io.sluice.system.process.Await;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A datastore in Redis, as the gateways of a cluster have it.
class RedisDatastoreIT extends SharedDatastore {
    private Redis redis;

    @BeforeEach
    void aRedis() {
        redis = Redis.start(scene);
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("RedisServer", redis.place()).with("ProxyDatastore", "Redis " + prefix);
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
        Await.until("turns are taken together again", () -> {
            var first = session(one).server();
            var second = session(other).server();
            var third = session(one).server();
            return !first.equals(second) && !second.equals(third) && !third.equals(first);
        });
    }
}
