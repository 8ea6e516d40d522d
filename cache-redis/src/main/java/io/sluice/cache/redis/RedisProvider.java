package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.EventLogOptions;
import io.sluice.cache.Option;
import io.sluice.cache.StoreLog;
import java.util.List;
import java.util.Optional;

/// Stores in Redis (`redis:`).
public final class RedisProvider implements CacheProvider {
    /// A provider of stores.
    public RedisProvider() {}

    @Override
    public String name() {
        return "redis";
    }

    @Override
    public List<Option<?>> options() {
        return RedisDirectives.all();
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_redis.c", "mod_tls_redis.c");
    }

    @Override
    public Optional<EventLogOptions> eventLog() {
        return Optional.of(RedisDirectives.EVENT_LOG);
    }

    @Override
    public CacheStore open(CacheSettings settings) throws CacheException {
        if (!settings.find(RedisDirectives.ENGINE).orElse(true)) {
            settings.notices()
                    .accept("RedisEngine is off, and Redis is configured to keep " + settings.use()
                            + ": it is not used");
            return new BlockedStore();
        }
        var log = settings.find(RedisDirectives.LOG)
                .flatMap(path -> path)
                .flatMap(path -> StoreLog.open("RedisLog", "mod_redis", path, settings.notices()));
        return new RedisStore(
                Settings.of(settings),
                change -> {
                    log.ifPresent(file -> file.write(change.toString()));
                    settings.watcher().accept(change);
                },
                notice -> {
                    log.ifPresent(file -> file.write(notice));
                    settings.notices().accept(notice);
                },
                complaint -> log.ifPresentOrElse(
                        file -> file.write(complaint), () -> settings.notices().accept(complaint)));
    }
}
