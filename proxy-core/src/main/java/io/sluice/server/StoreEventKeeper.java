package io.sluice.server;

import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.EventLogOptions;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.datastore.Stores;
import io.sluice.log.EventKeeper;
import io.sluice.module.StoreDirective;
import java.util.List;
import java.util.Optional;

/// Keeps events in the shared stores of one kind. A server whose settings are those of another consumer shares its
/// store.
record StoreEventKeeper(CacheProvider provider, EventLogOptions options, Stores stores) implements EventKeeper {

    /// The keeper of a kind of store that keeps events.
    static Optional<StoreEventKeeper> of(CacheProvider provider, Stores stores) {
        return provider.eventLog().map(options -> new StoreEventKeeper(provider, options, stores));
    }

    @Override
    public List<Directive<?>> directives() {
        return provider.options().stream().<Directive<?>>map(StoreDirective::of).toList();
    }

    @Override
    public Kept open(DirectiveSet server) throws CacheException {
        var store = stores.openUnprepared(provider, Use.STATE, "", server);
        boolean done = false;
        try {
            var log = store.store()
                    .namespace(new byte[0])
                    .find(CacheEventLog.class)
                    .orElseThrow(() -> new CacheException(Kind.UNSUPPORTED, provider.name() + " keeps no events"));
            done = true;
            return new Kept(log, store::close);
        } finally {
            if (!done) {
                store.close();
            }
        }
    }
}
