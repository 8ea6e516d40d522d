package io.sluice.cache.shm;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;

/// What is configured: `/file=<absolute path>[&size=<bytes>]`. The first `&` ends the path.
record Configured(Path file, long size) {
    private static final String FILE = "/file=";
    private static final String SIZE = "size=";
    private static final int MOST_DIGITS = 12;

    static Configured parse(String text, Shape shape, Consumer<String> warnings) throws CacheException {
        if (!text.startsWith(FILE)) {
            throw new CacheException(
                    Kind.ARGUMENT, "badly formatted info '" + text + "', unable to open shmcache; expected /file=path");
        }
        int end = text.indexOf('&');
        String path = text.substring(FILE.length(), end < 0 ? text.length() : end);
        try {
            Path file = Path.of(path);
            if (!file.isAbsolute()) {
                throw new CacheException(Kind.ARGUMENT, "file '" + path + "' not an absolute path");
            }
            return new Configured(file, end < 0 ? Shape.DEFAULT_SIZE : size(text.substring(end + 1), shape, warnings));
        } catch (InvalidPathException invalid) {
            throw new CacheException(Kind.ARGUMENT, "file '" + path + "' is no path", invalid);
        }
    }

    private static long size(String text, Shape shape, Consumer<String> warnings) {
        String digits = text.startsWith(SIZE) ? text.substring(SIZE.length()) : "";
        if (digits.isEmpty() || digits.length() > MOST_DIGITS || !digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            warnings.accept("badly formatted size parameter '" + text + "', ignoring");
            return Shape.DEFAULT_SIZE;
        }
        long size = Long.parseLong(digits);
        if (size < shape.smallestSize()) {
            warnings.accept("requested size (" + size + " bytes) smaller than minimum size (" + shape.smallestSize()
                    + " bytes), ignoring");
            return Shape.DEFAULT_SIZE;
        }
        return size;
    }
}
