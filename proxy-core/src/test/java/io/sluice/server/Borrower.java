package io.sluice.server;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A module that asks for what the core lends, for the main server of the last configuration.
final class Borrower implements ServerModule {
    /// What is said of each store `acme` that is opened with a configuration.
    final List<String> wanted = new ArrayList<>();

    final List<CacheStore> opened = new ArrayList<>();
    private CoreServices core;
    private DirectiveSet server;

    @Override
    public List<String> standsFor() {
        return List.of("mod_borrower.c");
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return new ActiveModule() {};
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices lent) {
        core = lent;
        server = configuration.main().directives();
        for (String info : wanted) {
            try {
                opened.add(store("acme", info));
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        }
        return activate(configuration);
    }

    CacheStore store(String type, String info) throws CacheException {
        return core.store(type, Use.TLS_SESSIONS, info, server);
    }

    CoreServices.Collections collections() throws IOException {
        return core.collections(server);
    }
}
