package io.sluice.system;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.Deadline;
import io.sluice.cache.shm.ShmProvider;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/// A datastore in the memory that the gateways of one host share.
class SharedMemoryDatastoreIT extends SharedDatastore {
    private String info;

    @BeforeEach
    void aFile() {
        info = "/file=" + scene.folder("shared").resolve("state") + "&size=2097152";
        scene.owns(this::destroy);
    }

    /// Memory outlives its processes.
    private void destroy() throws CacheException {
        new ShmProvider()
                .open(CacheSettings.of(CacheSettings.Use.STATE).info(info))
                .destroy(Deadline.after(Duration.ofSeconds(10)));
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("ProxyDatastore", "shm:" + info + " " + prefix);
    }
}
