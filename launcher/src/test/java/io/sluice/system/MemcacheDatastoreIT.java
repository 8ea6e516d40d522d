package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.peer.Memcached;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A datastore in memcached, as the gateways of a cluster have it.
class MemcacheDatastoreIT extends SharedDatastore {
    private Memcached memcached;
    private String type = "memcache";

    @BeforeEach
    void aMemcached() {
        memcached = Memcached.start(scene);
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("MemcacheServers", memcached.place()).with("ProxyDatastore", type + " " + prefix);
    }

    @Test
    @DisplayName(
            "PROXY-RC-32 while memcached is away sessions are served from memory, and when it is back turns are shared")
    void aStoreThatGoesAway() throws IOException {
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        session(one);
        session(other);

        memcached.stop();
        for (int i = 0; i < 3; i++) {
            assertThat(session(one).server()).isNotEmpty();
            assertThat(session(other).server()).isNotEmpty();
        }

        memcached.starts();
        Await.until("turns are taken together again", () -> {
            var first = session(one).server();
            var second = session(other).server();
            var third = session(one).server();
            return !first.equals(second) && !second.equals(third) && !third.equals(first);
        });
    }

    @Test
    @DisplayName("CACHE-119 a gateway starts while memcached is away, and shares turns when it comes")
    void aStoreThatComesLater() throws IOException {
        memcached.stop();
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        assertThat(session(one).server()).isEqualTo("one");
        assertThat(session(other).server()).isEqualTo("one");

        memcached.starts();
        Await.until("turns are taken together", () -> {
            var first = session(one).server();
            var second = session(other).server();
            var third = session(one).server();
            return !first.equals(second) && !second.equals(third) && !third.equals(first);
        });
    }

    @Test
    @DisplayName("PROXY-RC-32 a datastore may name its servers itself, several of them")
    void theDatastoreNamesItsServers() {
        type = "memcache:" + Memcached.start(scene).place() + ","
                + Memcached.start(scene).place();
        memcached.stop();
        var one = gateway("RoundRobin", "a.");
        var other = gateway("RoundRobin", "a.");
        var third = gateway("RoundRobin", "a.");

        Await.until("turns are taken together", () -> isRound(reached(one, other, third)));
    }
}
