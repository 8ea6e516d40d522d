package io.sluice.log;

import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.EventLogOptions;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import java.util.List;

/// A kind of shared store that keeps the events of sessions.
public interface EventKeeper {

    /// The directives that say what is kept.
    EventLogOptions options();

    /// All directives that the log of a server depends on.
    List<Directive<?>> directives();

    /// The store of a server, opened or shared.
    ///
    /// @throws CacheException as [io.sluice.cache.CacheProvider#open]
    Kept open(DirectiveSet server) throws CacheException;

    /// A log in use, until it is closed.
    record Kept(CacheEventLog log, Runnable giveBack) implements AutoCloseable {
        @Override
        public void close() {
            giveBack.run();
        }
    }
}
