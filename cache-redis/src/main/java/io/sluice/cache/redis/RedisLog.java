package io.sluice.cache.redis;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// The file of `RedisLog`: a line for each change of a store's state. It is opened for each line, which are few.
final class RedisLog {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache.redis");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT);
    private static final OpenOption[] APPENDING = {
        StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
    };

    private final Path file;

    private RedisLog(Path file) {
        this.file = file;
    }

    /// The log in a file that can be written, safely; otherwise a notice says why there is none.
    static Optional<RedisLog> open(Path file, Consumer<String> notices) {
        try {
            if (Files.isSymbolicLink(file)) {
                return unusable("use", file, "cannot log to a symlink", notices);
            }
            var parent = file.getParent();
            if (parent != null && Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
                return unusable("use", file, "parent directory is world-writable", notices);
            }
            Files.write(file, new byte[0], APPENDING);
            return Optional.of(new RedisLog(file));
        } catch (IOException | UnsupportedOperationException failure) {
            return unusable("open", file, words(failure), notices);
        }
    }

    void write(String text) {
        String line = LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + " mod_redis["
                + ProcessHandle.current().pid() + "]: " + text + "\n";
        try {
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), APPENDING);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, "unable to write RedisLog '" + file + "': " + words(failure));
        }
    }

    private static Optional<RedisLog> unusable(String verb, Path file, String why, Consumer<String> notices) {
        notices.accept("notice: unable to " + verb + " RedisLog '" + file + "': " + why);
        return Optional.empty();
    }

    private static String words(Exception failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
