package io.sluice.server;

import io.sluice.net.ErrorText;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/// The file that holds the process id while the server runs (`PidFile`): decimal, with a line end, readable to all.
public record PidFile(Path path) {

    /// Why the file cannot be written, if so. Nothing is changed to find out.
    public Optional<String> problem() {
        if (Files.isSymbolicLink(path)) {
            return Optional.of("unable to use '" + path + "': is a symbolic link");
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return Files.isRegularFile(path) && Files.isWritable(path)
                    ? Optional.empty()
                    : Optional.of("unable to write '" + path + "': "
                            + (Files.isDirectory(path) ? "Is a directory" : "Permission denied"));
        }
        if (!Files.isDirectory(folder())) {
            return Optional.of("unable to write '" + path + "': No such file or directory");
        }
        return Files.isWritable(folder())
                ? Optional.empty()
                : Optional.of("unable to write '" + path + "': Permission denied");
    }

    /// Writes the id of this process; a file of an earlier one is replaced. Who sees the file finds the id in it.
    public void write() throws IOException {
        var problem = problem();
        if (problem.isPresent()) {
            throw new IOException("PidFile: " + problem.get());
        }
        try {
            if (Files.isWritable(folder())) {
                var fresh = path.resolveSibling(path.getFileName() + "." + id());
                fill(fresh);
                Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } else {
                fill(path);
            }
        } catch (IOException e) {
            throw new IOException("PidFile: unable to write '" + path + "': " + ErrorText.of(e), e);
        }
    }

    /// Removes the file if it still holds the id of this process.
    public void remove() throws IOException {
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && Files.readString(path).strip().equals(id())) {
            Files.delete(path);
        }
    }

    private static void fill(Path file) throws IOException {
        Files.writeString(file, id() + "\n");
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        }
    }

    private Path folder() {
        return Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
    }

    private static String id() {
        return Long.toString(ProcessHandle.current().pid());
    }
}
