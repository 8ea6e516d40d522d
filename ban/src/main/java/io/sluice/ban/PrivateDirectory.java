package io.sluice.ban;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// Where the files are through which processes of one user share tables: in memory where the system has a directory for
/// that, else among the temporary files. Nobody else can enter it.
final class PrivateDirectory {
    private static final Path IN_MEMORY = Path.of("/dev/shm");
    private static final String ALONE = "rwx------";

    private PrivateDirectory() {}

    static Path path() throws IOException {
        var parent = Optional.of(IN_MEMORY)
                .filter(directory -> Files.isDirectory(directory) && Files.isWritable(directory))
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
        return in(parent);
    }

    static Path in(Path parent) throws IOException {
        var probe = Files.createTempFile(parent, "sluice-ban", "");
        try {
            var owner = Files.getOwner(probe);
            var directory = parent.resolve("sluice-ban-" + owner.getName());
            try {
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(ALONE)));
            } catch (FileAlreadyExistsException _) {
                // an earlier process has made it, or somebody who wants us to believe that
            }
            var permissions = Files.getPosixFilePermissions(directory, LinkOption.NOFOLLOW_LINKS);
            if (!Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    || !Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).equals(owner)
                    || !PosixFilePermissions.toString(permissions).equals(ALONE)) {
                throw new IOException(directory + " is not the directory of this user alone");
            }
            return directory;
        } finally {
            Files.delete(probe);
        }
    }
}
