package io.sluice.cache.shm;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// Where the files are that processes map. They are in memory alone where the system has a directory for that;
/// elsewhere they are in a directory among the temporary ones that only their owner can enter.
final class MemoryDirectory {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.shm");
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path inMemory;
    private final AtomicBoolean told = new AtomicBoolean();

    MemoryDirectory(Path inMemory) {
        this.inMemory = inMemory;
    }

    Path path() throws IOException {
        if (Files.isDirectory(inMemory) && Files.isWritable(inMemory)) {
            return inMemory;
        }
        Path directory = Path.of(System.getProperty("java.io.tmpdir"), "sluice-shm-" + Owner.ofThisProcess());
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (FileAlreadyExistsException _) {
            Owner.checkPrivate(directory);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        if (told.compareAndSet(false, true)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "there is no " + inMemory + ": shared memory is in files in " + directory
                            + ", which the system may write to a disk");
        }
        return directory;
    }
}
