package io.sluice.cache.shm;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Where the files are that processes map. They are in memory alone where the system has a directory for that;
/// elsewhere they are in a directory among the temporary ones that only their owner can enter.
final class MemoryDirectory {
    private static final Set<PosixFilePermission> OWNER_ALONE = PosixFilePermissions.fromString("rwx------");

    private final Path inMemory;
    private final Path temporary;
    private final AtomicBoolean told = new AtomicBoolean();

    /// @param temporary where a directory is made if there is none in memory
    MemoryDirectory(Path inMemory, Path temporary) {
        this.inMemory = inMemory;
        this.temporary = temporary;
    }

    /// The directory.
    ///
    /// @param notices is told, by the first call, where it is not in memory
    Path path(Consumer<String> notices) throws IOException {
        if (Files.isDirectory(inMemory) && Files.isWritable(inMemory)) {
            return inMemory;
        }
        Path directory = ownDirectory();
        try {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
        } catch (FileAlreadyExistsException _) {
            Owner.checkPrivate(directory);
        }
        if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(directory + " is not a directory");
        }
        if (told.compareAndSet(false, true)) {
            notices.accept("there is no " + inMemory + ": shared memory is in files in " + directory
                    + ", which the system may write to a disk");
        }
        return directory;
    }

    /// A file was deleted. A directory that was made for such files goes with the last of them.
    void deleted(Path file) throws IOException {
        if (ownDirectory().equals(file.getParent())) {
            try {
                Files.deleteIfExists(file.getParent());
            } catch (DirectoryNotEmptyException _) {
                // Others have their memory in it.
            }
        }
    }

    private Path ownDirectory() throws IOException {
        return temporary.resolve("sluice-shm-" + Owner.ofThisProcess());
    }
}
