package com.example.files;

import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.tck.CacheStoreKit;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.io.TempDir;

/// Files keep every rule of the kit. A directory cannot be taken away from a test that runs as root, so that rules
/// about a lost store are skipped.
class FilesStoreTest extends CacheStoreKit {
    @TempDir
    Path directory;

    @Override
    protected CacheStore open(Consumer<CacheStore.Change> watcher) throws Exception {
        return new FilesProvider()
                .open(CacheSettings.of(CacheSettings.Use.STATE)
                        .info(directory.toString())
                        .watchedBy(watcher));
    }
}
