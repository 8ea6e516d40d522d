package io.sluice.cache.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectNestedMethod;

import io.sluice.cache.CacheStore;
import io.sluice.cache.KitOutcome;
import io.sluice.cache.tck.CacheStoreKit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// CACHE-111, CACHE-121: the kit passes for a right store, and has for every fault a rule that fails.
class CacheStoreKitTest {
    /// A fault that is a race is not seen in every run.
    private static final int MOST_RACES = 5;

    private static Set<Fault> faults = Set.of();

    /// The store that the kit is tried on. It is no test of its own: the names of those end in Test.
    static class Subject extends CacheStoreKit {
        private final MemoryPlace place = new MemoryPlace();

        @Override
        protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
            return new MemoryStore(place, faults, watcher);
        }

        @Override
        protected Optional<Outage> outage() {
            return Optional.of(place);
        }

        @Override
        protected Duration recovery() {
            return Duration.ofSeconds(4);
        }
    }

    @Test
    @DisplayName("CACHE-111 A right store passes every rule, and none is skipped")
    void aRightStorePasses() {
        faults = Set.of();

        var outcome = KitOutcome.of(selectClass(Subject.class));

        assertThat(outcome.failed()).isEmpty();
        assertThat(outcome.skipped()).isEmpty();
        assertThat(outcome.passed()).hasSizeGreaterThan(60);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CACHE-121 A store with a fault fails the rule against it")
    void aWrongStoreFails(Fault fault) throws Exception {
        faults = Set.of(fault);
        var group = Class.forName(CacheStoreKit.class.getName() + "$" + fault.group);
        // Rules about expiry are tried together, by one method.
        var method = fault.group.equals("Expiring") ? "entriesEndWhenTheyShould" : fault.rule;
        var rule = selectNestedMethod(List.of(Subject.class), group, method);

        var outcome = KitOutcome.of(rule);
        for (int again = 1; outcome.failed().isEmpty() && again < MOST_RACES; again++) {
            outcome = KitOutcome.of(rule);
        }

        assertThat(outcome.failed()).anyMatch(failure -> failure.startsWith(fault.rule));
    }
}
