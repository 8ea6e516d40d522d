package io.sluice.proxy.lookup;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.Objects;

/// Which files backends may be read from: none that everybody can write to, and none in a directory that everybody can
/// write to. For a symbolic link its own directory and that of its target are looked at.
///
/// @param anyDirectory lifts the rule for directories (`IgnoreConfigPerms`)
record FileRules(boolean anyDirectory) {
    private static final int WORLD_WRITABLE = 0002;
    private static final int PERMISSIONS = 07777;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

    /// One state of a file: it has changed if any of this has.
    record Version(boolean regular, Map<String, Object> facts) {
        Version {
            facts = Map.copyOf(facts);
        }
    }

    /// A file that may not be used; the message is the whole reason.
    static final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /// The state of a file that may be used.
    Version check(Path file) throws IOException {
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (attributes.isDirectory()) {
            throw new Unusable("unable to use ProxyReverseServers '" + file + "': Is a directory");
        }
        if (!POSIX) {
            return new Version(
                    attributes.isRegularFile(),
                    Map.of("size", attributes.size(), "lastModifiedTime", attributes.lastModifiedTime()));
        }
        var facts = Files.readAttributes(file, "unix:mode,ino,dev,size,lastModifiedTime,ctime");
        int mode = mode(facts);
        if ((mode & WORLD_WRITABLE) != 0) {
            throw new Unusable("unable to use world-writable ProxyReverseServers '" + file + "' (perms " + octal(mode)
                    + "): Operation not permitted");
        }
        if (!anyDirectory) {
            checkDirectory(file, file);
            if (Files.isSymbolicLink(file)) {
                checkDirectory(file, file.toRealPath());
            }
        }
        return new Version(attributes.isRegularFile(), facts);
    }

    private static void checkDirectory(Path written, Path place) throws IOException {
        var directory = Objects.requireNonNull(place.getParent());
        int mode = mode(Files.readAttributes(directory, "unix:mode"));
        if ((mode & WORLD_WRITABLE) != 0) {
            throw new Unusable("unable to use ProxyReverseServers '" + written + "' from world-writable directory '"
                    + directory + "' (perms " + octal(mode) + "): Operation not permitted");
        }
    }

    private static int mode(Map<String, Object> facts) {
        return facts.get("mode") instanceof Integer mode ? mode : 0;
    }

    private static String octal(int mode) {
        return String.format("%04o", mode & PERMISSIONS);
    }
}
