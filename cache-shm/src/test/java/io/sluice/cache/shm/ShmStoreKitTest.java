package io.sluice.cache.shm;

import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.tck.CacheStoreKit;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

/// CACHE-111: shared memory keeps every rule of the kit.
@DisplayName("CACHE-111 Shared memory passes the kit")
class ShmStoreKitTest extends CacheStoreKit {
    @TempDir
    Path directory;

    @Override
    protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
        return new ShmProvider().open(settings().watchedBy(watcher));
    }

    @Override
    protected int room() {
        return 1000;
    }

    @AfterEach
    void deleteMemory() throws Exception {
        new ShmProvider().open(settings()).destroy(Writer.soon());
    }

    private CacheSettings settings() {
        return CacheSettings.of(CacheSettings.Use.STATE).info("/file=" + directory.resolve("state") + "&size=12000000");
    }
}
