package io.sluice.cache;

import io.sluice.cache.CacheException.Kind;
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

/// A log file that a kind of store has of its own, as `RedisLog` names one: a line for each change of a store's state.
/// It is opened for each line, which are few. Usable by any thread.
public final class StoreLog {
    private static final System.Logger LOG = System.getLogger("io.sluice.cache");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT);
    private static final OpenOption[] APPENDING = {
        StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS
    };

    private final String directive;
    private final String module;
    private final Path file;

    private StoreLog(String directive, String module, Path file) {
        this.directive = directive;
        this.module = module;
        this.file = file;
    }

    /// The argument of a directive that names such a file: an absolute path, or `none` for no log.
    ///
    /// @throws CacheException of kind [Kind#ARGUMENT] for anything else
    public static Optional<Path> parse(String word) throws CacheException {
        if (word.equalsIgnoreCase("none")) {
            return Optional.empty();
        }
        if (!word.startsWith("/")) {
            throw new CacheException(Kind.ARGUMENT, "must be an absolute path; seen: '" + word + "'");
        }
        return Optional.of(Path.of(word));
    }

    /// The log in a file that can be written, safely: not behind a symbolic link, nor in a directory where everybody
    /// may write.
    ///
    /// @param directive names the file in messages, such as `RedisLog`
    /// @param module stands on each line, such as `mod_redis`
    /// @param notices hears why there is no log, if so
    public static Optional<StoreLog> open(String directive, String module, Path file, Consumer<String> notices) {
        var log = new StoreLog(directive, module, file);
        var problem = log.problem();
        problem.ifPresent(notices);
        return problem.isEmpty() ? Optional.of(log) : Optional.empty();
    }

    private Optional<String> problem() {
        try {
            if (Files.isSymbolicLink(file)) {
                return Optional.of(unable("use", "cannot log to a symlink"));
            }
            var parent = file.getParent();
            if (parent != null && Files.getPosixFilePermissions(parent).contains(PosixFilePermission.OTHERS_WRITE)) {
                return Optional.of(unable("use", "parent directory is world-writable"));
            }
            Files.write(file, new byte[0], APPENDING);
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException failure) {
            return Optional.of(unable("open", words(failure)));
        }
    }

    /// Writes a line, with the time and the process before it. A file that cannot be written any more is passed over.
    public void write(String text) {
        var line = LocalDateTime.now(ZoneId.systemDefault()).format(TIME) + " " + module + "["
                + ProcessHandle.current().pid() + "]: " + text + "\n";
        try {
            Files.write(file, line.getBytes(StandardCharsets.UTF_8), APPENDING);
        } catch (IOException failure) {
            LOG.log(System.Logger.Level.DEBUG, unable("write", words(failure)));
        }
    }

    private String unable(String verb, String why) {
        return "notice: unable to " + verb + " " + directive + " '" + file + "': " + why;
    }

    private static String words(Exception failure) {
        return switch (failure) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> String.valueOf(failure.getMessage());
        };
    }
}
