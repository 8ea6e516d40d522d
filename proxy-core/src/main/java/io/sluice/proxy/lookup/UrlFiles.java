package io.sluice.proxy.lookup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Files of `ProxyReverseServers`: each is read anew only when it has changed, however many sessions ask. Whether it
/// may be used at all is looked at each time. Safe for use from any thread.
final class UrlFiles {
    private static final int LARGEST = 5 << 20;
    private static final int MOST_REMEMBERED = 10_000;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final FileRules rules;
    private final Consumer<String> log;
    private final Map<Path, Read> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, Read> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private record Read(FileRules.Version version, List<BackendUrl> urls) {}

    /// Knows no file yet.
    ///
    /// @param log gets what was left out of a file, each time it has been read
    UrlFiles(FileRules rules, Consumer<String> log) {
        this.rules = rules;
        this.log = log;
    }

    /// The URLs in a file as it is now.
    ///
    /// @throws java.nio.file.NoSuchFileException if there is no such file
    List<BackendUrl> urls(Path file) throws IOException {
        var version = rules.check(file);
        var before = remembered(file).filter(read -> read.version().equals(version));
        if (before.isPresent()) {
            return before.get().urls();
        }
        if (!version.regular()) {
            log.accept("ProxyReverseServers '" + file + "' is not a regular file");
        }
        var array = UrlArray.read(version.regular() ? content(file) : contentOfOther(file), file.toString());
        array.leftOut().forEach(log);
        if (version.regular()) {
            remember(file, new Read(version, array.urls()));
        }
        return array.urls();
    }

    private synchronized Optional<Read> remembered(Path file) {
        return Optional.ofNullable(known.get(file));
    }

    private synchronized void remember(Path file, Read read) {
        known.put(file, read);
    }

    private static byte[] content(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return content(channel);
        }
    }

    private static byte[] content(FileChannel channel) throws IOException {
        var buffer = ByteBuffer.allocate(Math.toIntExact(Math.clamp(channel.size() + 1, 8192, LARGEST + 1)));
        while (true) {
            int read = channel.read(buffer);
            if (buffer.position() > LARGEST) {
                throw new IOException("Operation not permitted (larger than " + (LARGEST >> 20) + " MiB)");
            }
            if (read < 0) {
                return Arrays.copyOf(buffer.array(), buffer.position());
            }
            if (!buffer.hasRemaining()) {
                buffer = ByteBuffer.allocate(Math.min(2 * buffer.capacity(), LARGEST + 1))
                        .put(buffer.flip());
            }
        }
    }

    /// What a FIFO or a device has to say within a moment. Opening a FIFO waits for its other end; opened for both ends
    /// first, it waits for nothing.
    private static byte[] contentOfOther(Path file) throws IOException {
        try (var channel = openOther(file)) {
            var deadline = new CompletableFuture<Void>();
            var _ = deadline.completeOnTimeout(null, LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)
                    .thenRun(() -> close(channel));
            try {
                return content(channel);
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private static FileChannel openOther(Path file) throws IOException {
        try (var _ = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return FileChannel.open(file, StandardOpenOption.READ);
        }
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
