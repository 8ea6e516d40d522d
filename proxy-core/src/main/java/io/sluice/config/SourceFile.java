package io.sluice.config;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;

/// A configuration file read whole. Warns of one that anybody may write to, and of one whose last line has no end.
final class SourceFile {
    private SourceFile() {}

    static String read(Path file, Complaints complaints) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "Is a directory");
        }
        String text = TextDecoding.decode(Files.readAllBytes(file));
        if (isWorldWritable(file)) {
            complaints.warning(new Position(file.toString(), 0), "config file '" + file + "' is world-writable");
        }
        if (!text.isEmpty() && !text.endsWith("\n")) {
            var last = new Position(
                    file.toString(),
                    Math.toIntExact(text.chars().filter(c -> c == '\n').count() + 1));
            complaints.warning(last, "handling possibly truncated configuration data at " + last);
        }
        return text;
    }

    private static boolean isWorldWritable(Path file) throws IOException {
        return Files.isRegularFile(file)
                && file.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
    }
}
