package io.sluice.cache.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.sluice.cache.CacheStore;
import io.sluice.cache.KitOutcome;
import io.sluice.cache.tck.NetworkStoreKit;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// CACHE-121, CACHE-122: the rules about connections pass for a right store, and for every flaw one of them fails.
class NetworkStoreKitTest {
    private static final String GROUP = NetworkStoreKit.class.getName() + "$Faults";

    private static Set<Flaw> flaws = Set.of();

    /// The store that the rules are tried on.
    static class Subject extends NetworkStoreKit {
        private static NetworkPlace place;

        @BeforeAll
        static void startServer() throws Exception {
            place = new NetworkPlace();
        }

        @AfterAll
        static void stopServer() throws Exception {
            place.close();
        }

        @Override
        protected InetSocketAddress server() {
            return place.address();
        }

        @Override
        protected CacheStore open(InetSocketAddress address, Consumer<CacheStore.Change> watcher) {
            return new NetworkStore(address, flaws, watcher);
        }

        @Override
        protected int mostConnections() {
            return NetworkStore.MOST_CONNECTIONS;
        }

        @Override
        protected int faultCycles() {
            return flaws.isEmpty() ? super.faultCycles() : 100;
        }

        @Override
        protected Duration recovery() {
            return Duration.ofSeconds(flaws.isEmpty() ? 4 : 2);
        }
    }

    @Test
    @DisplayName("CACHE-122 A right store ends every call in time, and a thousand faults leave nothing behind")
    void aRightStorePasses() throws Exception {
        flaws = Set.of();

        var outcome = KitOutcome.of(selectNestedClass(List.of(Subject.class), Class.forName(GROUP)));

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.skipped()).isEmpty();
        assertThat(outcome.passed()).hasSize(12);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CACHE-121 A store with a flaw fails the rule against it")
    void aWrongStoreFails(Flaw flaw) throws Exception {
        flaws = Set.of(flaw);

        var outcome = KitOutcome.of(selectNestedMethod(List.of(Subject.class), Class.forName(GROUP), flaw.rule));

        assertThat(outcome.failed()).anyMatch(failure -> failure.startsWith(flaw.test));
    }
}
