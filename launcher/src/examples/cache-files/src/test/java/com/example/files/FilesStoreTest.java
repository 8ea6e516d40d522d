package com.example.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.tck.CacheStoreKit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
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

    @Test
    void aFileThatWasCutIsNoEntry() throws Exception {
        byte[] key = {1};
        var soon = Deadline.after(Duration.ofSeconds(20));
        try (var store = open(change -> {})) {
            var cache = store.namespace(new byte[0]);
            cache.put(key, new byte[100], Expiry.NEVER, soon);
            try (var files = Files.list(directory)) {
                for (var file : files.toList()) {
                    Files.write(file, new byte[3]);
                }
            }

            assertTrue(cache.get(key, soon).isEmpty());
            cache.put(key, new byte[5], Expiry.NEVER, soon);
            assertEquals(5, cache.get(key, soon).orElseThrow().value().length);
        }
    }
}
