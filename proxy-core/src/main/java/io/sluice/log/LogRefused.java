package io.sluice.log;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/// Thrown when a file may not or cannot be used as a log; the log then stays off.
public final class LogRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final String text;
    private final String reason;

    LogRefused(String directive, Object path, String reason) {
        this(reason, "unable to open " + directive + " '" + path + "': " + reason);
    }

    private LogRefused(String reason, String text) {
        super(text);
        this.text = text;
        this.reason = reason;
    }

    /// The whole sentence, for the system log.
    public String text() {
        return text;
    }

    /// What is wrong with the file, without its name.
    public String reason() {
        return reason;
    }

    /// The words of the C library for what went wrong.
    static String reasonOf(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case FileAlreadyExistsException _ -> "File exists";
            case FileSystemLoopException _ -> "Too many levels of symbolic links";
            case FileSystemException f ->
                Optional.ofNullable(f.getReason()).orElseGet(() -> String.valueOf(f.getMessage()));
            default -> Optional.ofNullable(e.getMessage()).orElse("Input/output error");
        };
    }
}
