package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Option;
import io.sluice.cache.StoreLog;
import java.util.List;

/// Stores in memcached (`memcache:`).
public final class MemcacheProvider implements CacheProvider {
    /// A provider of stores.
    public MemcacheProvider() {}

    @Override
    public String name() {
        return "memcache";
    }

    @Override
    public List<Option<?>> options() {
        return MemcacheDirectives.all();
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_memcache.c", "mod_tls_memcache.c");
    }

    @Override
    public CacheStore open(CacheSettings settings) throws CacheException {
        var known = Settings.of(settings);
        if (!known.enabled()) {
            settings.notices()
                    .accept("MemcacheEngine is off, and memcached is configured to keep " + settings.use()
                            + ": it is not used");
        } else if (!known.binary() && settings.get(MemcacheDirectives.REPLICAS) > 0) {
            settings.notices()
                    .accept(
                            "MemcacheReplicas is without effect in the text protocol, see MemcacheOptions NoBinaryProtocol");
        }
        var log = settings.find(MemcacheDirectives.LOG)
                .flatMap(path -> path)
                .flatMap(path -> StoreLog.open("MemcacheLog", "mod_memcache", path, settings.notices()));
        return new MemcacheStore(
                known,
                change -> {
                    log.ifPresent(file -> file.write(change.toString()));
                    settings.watcher().accept(change);
                },
                notice -> {
                    log.ifPresent(file -> file.write(notice));
                    settings.notices().accept(notice);
                });
    }
}
