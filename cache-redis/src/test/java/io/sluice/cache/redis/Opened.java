package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.peers.OpenedStore;

/// A store in Redis that a test has opened.
final class Opened extends OpenedStore {
    private Opened(String... lines) throws CacheException {
        super(new RedisProvider(), lines);
    }

    /// A store by directives, such as `RedisServer 127.0.0.1:7000`; `""` is an empty word.
    static Opened by(String... lines) throws CacheException {
        return new Opened(lines);
    }
}
