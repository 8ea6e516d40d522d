package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

/// CACHE-111: so it does in the text protocol.
@DisplayName("CACHE-111 memcached passes the kit in the text protocol")
class TextStoreKitTest extends MemcacheStoreKitTest {
    @Override
    CacheSettings settings() throws CacheException {
        return super.settings().with(MemcacheDirectives.OPTIONS, Set.of(MemcacheDirectives.Choice.NO_BINARY_PROTOCOL));
    }
}
