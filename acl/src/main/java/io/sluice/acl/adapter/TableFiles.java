package io.sluice.acl.adapter;

import io.sluice.acl.WrapTable;
import io.sluice.acl.WrapTables.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Tables in files. Each is read again when it, or a file that it names, has changed. Who asks waits for a disk no
/// longer than the bound, and then goes on with what the file said last.
final class TableFiles {
    static final Duration BOUND = Duration.ofSeconds(2);
    private static final long LARGEST = 64L << 20;
    private static final int MOST_KEPT = 10_000;

    private final Duration bound;
    private final Consumer<String> log;
    private final Map<Path, Loaded> known = new ConcurrentHashMap<>();
    private final Map<Path, CompletableFuture<Source>> underWay = new ConcurrentHashMap<>();

    /// @param log gets what is wrong in a table, once for each time that it is read
    TableFiles(Duration bound, Consumer<String> log) {
        this.bound = bound;
        this.log = log;
    }

    /// What tells that a file has not changed.
    private record Stamp(FileTime changed, long size, Optional<Object> identity) {
        static Optional<Stamp> of(Path file) {
            try {
                var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                return Optional.of(new Stamp(
                        attributes.lastModifiedTime(), attributes.size(), Optional.ofNullable(attributes.fileKey())));
            } catch (IOException _) {
                return Optional.empty();
            }
        }
    }

    /// A table, and the files that it came from.
    private record Loaded(Source source, Map<Path, Optional<Stamp>> stamps) {
        boolean isCurrent() {
            return stamps.entrySet().stream()
                    .allMatch(entry -> Stamp.of(entry.getKey()).equals(entry.getValue()));
        }
    }

    Source read(Path file) {
        var reading = underWay.computeIfAbsent(file, this::begin);
        try {
            return reading.get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException _) {
            return last(file, "took longer than " + bound.toSeconds() + " seconds");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return last(file, "interrupted");
        }
    }

    private Source last(Path file, String why) {
        return Optional.ofNullable(known.get(file)).map(Loaded::source).orElseGet(() -> new Source.Missing(why));
    }

    private CompletableFuture<Source> begin(Path file) {
        var reading = new CompletableFuture<Source>();
        Thread.ofVirtual().name("wrap-table").start(() -> {
            Source source = new Source.Missing("Input/output error");
            try {
                source = current(file);
            } finally {
                underWay.remove(file);
                reading.complete(source);
            }
        });
        return reading;
    }

    private Source current(Path file) {
        var before = Optional.ofNullable(known.get(file));
        if (before.filter(Loaded::isCurrent).isPresent()) {
            return before.get().source;
        }
        var loaded = load(file);
        if (loaded.source instanceof Source.Opened(var table)) {
            table.problems().forEach(log);
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            known.put(file, loaded);
        } else {
            known.remove(file);
        }
        return loaded.source;
    }

    private static Loaded load(Path file) {
        var stamps = new LinkedHashMap<Path, Optional<Stamp>>();
        try {
            var text = text(file, stamps);
            var table = WrapTable.parse(file.toString(), text, name -> included(name, stamps));
            return new Loaded(new Source.Opened(table), stamps);
        } catch (IOException e) {
            return new Loaded(new Source.Missing(why(e)), stamps);
        }
    }

    private static Optional<String> included(String name, Map<Path, Optional<Stamp>> stamps) {
        try {
            return Optional.of(text(Path.of(name), stamps));
        } catch (IOException | InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// The stamp is taken first: a change while the file is read shows at the next look.
    private static String text(Path file, Map<Path, Optional<Stamp>> stamps) throws IOException {
        stamps.put(file, Stamp.of(file));
        var attributes = Files.readAttributes(file, BasicFileAttributes.class);
        if (!attributes.isRegularFile()) {
            throw new IOException("not a regular file");
        }
        if (attributes.size() > LARGEST) {
            throw new IOException("larger than " + LARGEST + " bytes");
        }
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    private static String why(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "No such file or directory";
            case AccessDeniedException _ -> "Permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
