package io.sluice.cache.shm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/// Whose a file is.
final class Owner {
    private Owner() {}

    /// The number of the user this process is.
    static int ofThisProcess() throws IOException {
        return of(Path.of("/proc/self"));
    }

    private static int of(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    /// Refuses what another user has made or can read: the directory is open to all, and the name no secret.
    static void checkPrivate(Path path) throws IOException {
        if (of(path) != ofThisProcess() || Files.isSymbolicLink(path)) {
            throw new IOException(path + " belongs to another user");
        }
        var permissions = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
        for (PosixFilePermission permission : permissions) {
            switch (permission) {
                case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> {}
                case GROUP_READ, GROUP_WRITE, GROUP_EXECUTE, OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE ->
                    throw new IOException(
                            path + " is open to others (" + PosixFilePermissions.toString(permissions) + ")");
            }
        }
    }
}
