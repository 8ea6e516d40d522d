package io.sluice.system;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;

/// A datastore in the memory that the gateways of one host share.
class SharedMemoryDatastoreIT extends SharedDatastore {
    private Path file;

    @BeforeEach
    void aFile() {
        file = scene.folder("shared").resolve("state");
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("ProxyDatastore", "shm:/file=" + file + "&size=2097152 " + prefix);
    }
}
