package io.sluice.tls.keys;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/// A file that cannot serve for what it is named for. The message is the sentence after the name of the directive.
public final class UnusableFile extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableFile(String message) {
        super(message);
    }

    static UnusableFile of(Path file, String reason) {
        return new UnusableFile("unable to use '" + file + "': " + reason);
    }

    static UnusableFile of(Path file, IOException why) {
        return switch (why) {
            case NoSuchFileException _ -> new UnusableFile("'" + file + "' does not exist");
            case AccessDeniedException _ -> of(file, "Permission denied");
            case FileSystemException e when e.getReason() != null -> of(file, Objects.requireNonNull(e.getReason()));
            default -> of(file, reason(why));
        };
    }

    /// What is wrong with the contents, in the words of whoever read them.
    static String reason(Exception why) {
        Throwable cause = why;
        while (cause.getCause() != null) {
            cause = Objects.requireNonNull(cause.getCause());
        }
        var said = cause.getMessage();
        return said == null || said.isBlank() ? cause.getClass().getSimpleName() : said.strip();
    }

    /// The sentence after the name of the directive.
    public String text() {
        return Objects.requireNonNull(getMessage());
    }
}
