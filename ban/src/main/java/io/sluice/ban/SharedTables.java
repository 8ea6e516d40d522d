package io.sluice.ban;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The tables that this process shares, each once however often it is open.
final class SharedTables {
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    private SharedTables() {}

    private static final class Shared {
        private final SharedFile file;
        private int users;

        Shared(SharedFile file) {
            this.file = file;
        }
    }

    /// @throws IOException with the whole sentence about the file, as its users know it
    static Storage open(Path file) throws IOException {
        var key = key(file);
        synchronized (OPEN) {
            var shared = Optional.ofNullable(OPEN.get(key));
            if (shared.isEmpty()) {
                shared = Optional.of(new Shared(mapped(file, key)));
                OPEN.put(key, shared.get());
            }
            shared.get().users++;
            return new User(key, shared.get());
        }
    }

    private static Path key(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("unable to use BanTable '" + file + "': Is a directory");
        }
        try {
            Files.newByteChannel(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)
                    .close();
        } catch (IOException e) {
            throw new IOException("unable to open BanTable '" + file + "': " + why(e), e);
        }
        try {
            return file.toRealPath();
        } catch (IOException e) {
            throw new IOException("unable to stat BanTable '" + file + "': " + why(e), e);
        }
    }

    private static SharedFile mapped(Path file, Path key) throws IOException {
        try {
            return SharedFile.open(PrivateDirectory.path(), name(key));
        } catch (IOException e) {
            throw new IOException("unable to get shared memory for BanTable '" + file + "': " + why(e), e);
        }
    }

    private static String name(Path key) {
        try {
            var digest =
                    MessageDigest.getInstance("SHA-256").digest(key.toString().getBytes(UTF_8));
            return HexFormat.of().formatHex(digest, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has it", e);
        }
    }

    private static String why(IOException error) {
        return switch (error) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileSystemException failure when failure.getReason() != null -> failure.getReason();
            default -> String.valueOf(error.getMessage());
        };
    }

    /// One use of a table.
    private static final class User implements Storage {
        private final Path key;
        private final Shared shared;
        private boolean closed;

        User(Path key, Shared shared) {
            this.key = key;
            this.shared = shared;
        }

        @Override
        public Contents contents() {
            return shared.file.contents();
        }

        @Override
        public <T> T update(Function<Contents, Contents.Change<T>> update) throws IOException {
            return shared.file.update(update);
        }

        @Override
        public void close() throws IOException {
            synchronized (OPEN) {
                if (closed) {
                    return;
                }
                closed = true;
                shared.users--;
                if (shared.users == 0) {
                    OPEN.remove(key);
                    shared.file.close();
                }
            }
        }
    }
}
