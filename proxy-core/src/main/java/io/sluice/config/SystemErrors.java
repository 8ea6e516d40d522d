package io.sluice.config;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/// The words of the operating system for what went wrong with a file.
final class SystemErrors {
    private SystemErrors() {}

    static String text(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            case NotDirectoryException _ -> "Not a directory";
            case FileSystemLoopException _ -> "Too many levels of symbolic links";
            case FileSystemException f when f.getReason() != null -> Objects.requireNonNull(f.getReason());
            default -> Objects.requireNonNullElse(e.getMessage(), "Input/output error");
        };
    }
}
