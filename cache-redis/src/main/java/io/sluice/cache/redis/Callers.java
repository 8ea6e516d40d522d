package io.sluice.cache.redis;

import io.sluice.cache.CacheCaller;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/// Who has used which connection last, where a caller whose connection broke gets no other one (`RedisOptions
/// NoReconnect`). Other callers are served on connections that are made for them.
final class Callers {
    private final boolean reconnects;
    private final Map<Object, WeakReference<Link>> last = Collections.synchronizedMap(new WeakHashMap<>());

    Callers(boolean reconnects) {
        this.reconnects = reconnects;
    }

    /// Does nothing, unless the connection of the present caller broke.
    void check() throws CacheException {
        if (reconnects || CacheCaller.current().isEmpty()) {
            return;
        }
        var reference = last.get(CacheCaller.current().get());
        if (reference != null) {
            var link = reference.get();
            if (link == null || !link.isUsable()) {
                throw new CacheException(
                        Kind.UNAVAILABLE, "the connection of this session broke, and RedisOptions says NoReconnect");
            }
        }
    }

    /// The present caller is about to use the connection.
    void use(Link link) {
        if (!reconnects) {
            CacheCaller.current().ifPresent(caller -> last.put(caller, new WeakReference<>(link)));
        }
    }
}
