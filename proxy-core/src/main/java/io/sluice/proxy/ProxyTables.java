package io.sluice.proxy;

import io.sluice.net.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/// The directory of `ProxyTables`, and in it the directory `empty` that nobody may write to.
final class ProxyTables {
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> EMPTY = PosixFilePermissions.fromString("--x--x--x");

    private ProxyTables() {}

    /// Makes the directory if it is not there; what is wrong with it, if anything is.
    static Optional<String> problem(Path directory) {
        try {
            if (!Files.exists(directory)) {
                makeWithParents(directory);
            } else if (!Files.isDirectory(directory)) {
                return Optional.of("unable to use '" + directory + "': Not a directory");
            }
        } catch (IOException e) {
            return Optional.of("unable to create directory '" + directory + "': " + ErrorText.of(e));
        }
        return problemOfEmpty(directory.resolve("empty"));
    }

    private static Optional<String> problemOfEmpty(Path empty) {
        try {
            if (!Files.exists(empty)) {
                make(empty, EMPTY);
            } else if (!Files.isDirectory(empty)) {
                return Optional.of("path '" + empty + "' is not a directory as expected");
            }
            var permissions = Files.getPosixFilePermissions(empty);
            return permissions.equals(EMPTY)
                    ? Optional.empty()
                    : Optional.of("directory '" + empty + "' has incorrect permissions (" + octal(permissions)
                            + ", not 0111 as required)");
        } catch (IOException e) {
            return Optional.of("unable to create directory '" + empty + "': " + ErrorText.of(e));
        }
    }

    private static void makeWithParents(Path directory) throws IOException {
        var parent = directory.getParent();
        if (parent != null && !Files.exists(parent)) {
            makeWithParents(parent);
        }
        make(directory, OPEN);
    }

    private static void make(Path directory, Set<PosixFilePermission> permissions) throws IOException {
        Files.createDirectory(directory);
        Files.setPosixFilePermissions(directory, permissions); // whatever the umask says
    }

    private static String octal(Set<PosixFilePermission> permissions) {
        int mode = 0;
        for (char letter : PosixFilePermissions.toString(permissions).toCharArray()) {
            mode = mode << 1 | (letter == '-' ? 0 : 1);
        }
        return String.format("%04o", mode);
    }
}
