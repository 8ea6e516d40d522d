package io.sluice.cache.tck;

import io.sluice.cache.CacheStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;

/// Every rule of the interface of shared stores, as tests of JUnit 5. A provider's author extends this class, says how
/// a store is opened, and runs it; rules about what the store does not declare to have are reported as skipped. A store
/// beyond a network extends [NetworkStoreKit], which has more of them.
///
/// ```java
/// class AcmeStoreTest extends CacheStoreKit {
///     @Override
///     protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
///         return new AcmeProvider().open(CacheSettings.of(CacheSettings.Use.STATE)
///                 .with(AcmeProvider.SERVER, "127.0.0.1:7000")
///                 .watchedBy(watcher));
///     }
/// }
/// ```
///
/// The tests write under prefixes of their own, some megabytes in all, so that the place may be one that others use; it
/// needs room enough to evict nothing meanwhile.
public abstract class CacheStoreKit {

    /// Opens a store. All stores that are opened are open on the same place, several at once too; they are closed by
    /// the kit. A limit that the provider sets to each call is set so long that no loaded machine comes near it: the
    /// rules give each call its own deadline.
    protected abstract CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception;

    /// How to take the place away and bring it back, where that can be done. Without it the rules about a lost store
    /// are skipped.
    protected Optional<Outage> outage() {
        return Optional.empty();
    }

    /// How far beyond its limit a call may end on the machine that runs the tests.
    protected Duration tolerance() {
        return Duration.ofMillis(250);
    }

    /// How long a store may take to find its place again.
    protected Duration recovery() {
        return Duration.ofSeconds(35);
    }

    /// How many entries the place can hold at once without dropping one; at least 100.
    protected int room() {
        return 10_000;
    }

    /// A place that can be taken away, such as a server that the test has started.
    public interface Outage {

        /// Ends it, so that connections break and new ones are refused.
        void stop() throws Exception;

        /// Starts it anew, or lets it run on; returns when it answers. What was stored may be lost.
        void start() throws Exception;

        /// Makes it silent: connections stay and new ones may be accepted, but nothing is answered, until
        /// [#start()].
        void freeze() throws Exception;
    }

    @Nested
    class Values extends ValueRules {
        Values() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Keys extends KeyRules {
        Keys() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Namespaces extends NamespaceRules {
        Namespaces() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Expiring extends ExpiryRules {
        Expiring() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Conditions extends ConditionRules {
        Conditions() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Counters extends CounterRules {
        Counters() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Contention extends ContentionRules {
        Contention() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Time extends TimeRules {
        Time() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Losing extends OutageRules {
        Losing() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Life extends LifeRules {
        Life() {
            super(CacheStoreKit.this);
        }
    }

    @Nested
    class Facets extends FacetRules {
        Facets() {
            super(CacheStoreKit.this);
        }
    }
}
