package io.sluice.cache.shm;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import java.nio.file.Path;
import java.util.List;

/// Stores in shared memory (`shm:/file=…&size=…`).
public final class ShmProvider implements CacheProvider {
    private final MemoryDirectory directory;

    /// A provider of stores in `/dev/shm`, or where that is not, in a private temporary directory.
    public ShmProvider() {
        this(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")));
    }

    /// A provider of stores in the files of another directory, if it is there, and else of one in `temporary`.
    ShmProvider(Path directory, Path temporary) {
        this.directory = new MemoryDirectory(directory, temporary);
    }

    @Override
    public String name() {
        return "shm";
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_tls_shmcache.c");
    }

    @Override
    public CacheStore open(CacheSettings settings) throws CacheException {
        var shape = Shape.of(settings.use());
        var configured = Configured.parse(settings.info(), shape, settings.notices());
        return new ShmStore(SharedMemory.open(configured, shape, directory, settings.notices()));
    }
}
