package io.sluice.cache.tck;

import io.sluice.cache.CacheStore;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.junit.jupiter.api.Nested;

/// The kit for stores beyond a network: every rule of [CacheStoreKit], and those about connections that break. The kit
/// puts a [FaultProxy] between store and server; an author says where the server is, and how a store is opened on a
/// server at any address.
///
/// ```java
/// class AcmeStoreTest extends NetworkStoreKit {
///     @Override
///     protected InetSocketAddress server() {
///         return new InetSocketAddress("127.0.0.1", 7000);
///     }
///
///     @Override
///     protected CacheStore open(InetSocketAddress address, Consumer<CacheStore.Change> watcher) throws Exception {
///         return new AcmeProvider().open(CacheSettings.of(CacheSettings.Use.STATE)
///                 .with(AcmeProvider.SERVER, address)
///                 .watchedBy(watcher));
///     }
/// }
/// ```
public abstract class NetworkStoreKit extends CacheStoreKit {

    /// Where the server listens.
    protected abstract InetSocketAddress server();

    /// Opens a store on a server at an address, with limits that no loaded machine comes near, that of connecting among
    /// them: the rules give each call its own deadline, and make connections for a dozen stores at once.
    protected abstract CacheStore open(InetSocketAddress address, Consumer<CacheStore.Change> watcher) throws Exception;

    @Override
    protected final CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
        return open(server(), watcher);
    }

    /// The most connections that a store may have at a time, however many callers there are.
    protected int mostConnections() {
        return 16;
    }

    /// How many replies are spoilt, one after the other, before what is left of them is counted. A store that a single
    /// one takes down needs a second for each, and so fewer of them: 120 seconds are given.
    protected int faultCycles() {
        return 1000;
    }

    @Nested
    class Faults extends FaultRules {
        Faults() {
            super(NetworkStoreKit.this);
        }
    }
}
