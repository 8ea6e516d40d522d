package io.sluice.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Set;

/// Which files may be logs, and how they are opened: for append, made with mode 0640, never in a directory everybody
/// can write to, and never through a symbolic link unless `AllowLogSymlinks` is on.
record LogFileRules(boolean allowSymlinks) {
    private static final int FILE_TYPE = 0170000;
    private static final int FIFO = 0010000;
    private static final boolean POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /// What is wrong with the path as a log, by exception.
    void check(String directive, Path path) throws LogRefused {
        var parent = path.getParent();
        if (!path.isAbsolute() || parent == null) {
            throw new LogRefused(directive, path, "Invalid argument");
        }
        if (!allowSymlinks && Files.isSymbolicLink(path)) {
            throw new LogRefused(directive, path, "cannot log to a symlink");
        }
        try {
            if (POSIX && Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
                throw new LogRefused(directive, path, "parent directory is world-writable");
            }
        } catch (IOException e) {
            throw new LogRefused(directive, path, LogRefused.reasonOf(e));
        }
        if (Files.isDirectory(path)) {
            throw new LogRefused(directive, path, "Is a directory");
        }
    }

    FileChannel open(Path path) throws IOException {
        var options = new HashSet<OpenOption>(Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        if (!allowSymlinks) {
            options.add(LinkOption.NOFOLLOW_LINKS);
        }
        FileAttribute<?>[] mode = POSIX
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
                }
                : new FileAttribute<?>[0];
        return FileChannel.open(path, options, mode);
    }

    /// Opens a FIFO, which waits for a reader.
    FileChannel openExisting(Path path) throws IOException {
        return allowSymlinks
                ? FileChannel.open(path, StandardOpenOption.WRITE)
                : FileChannel.open(path, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    static boolean isFifo(Path path) {
        if (!POSIX || !Files.exists(path)) {
            return false;
        }
        try {
            return Files.getAttribute(path, "unix:mode") instanceof Integer mode && (mode & FILE_TYPE) == FIFO;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException _) {
            return false;
        }
    }
}
