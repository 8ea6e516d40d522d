package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/// A log's hold on a file. Logs that name the same path share one queue, so that their lines never mix; the file is
/// closed with the last of them. Writing never waits for the disk.
public final class LogFile implements AutoCloseable {

    /// What happens to a line when the queue is full.
    public enum Weight {
        /// Traces and debug lines: dropped first, when the queue is three quarters full.
        DETAIL,
        /// Dropped when the queue is full, unless `LogOptions +BlockOnFull` asks to wait.
        ORDINARY,
        /// Transfers, records and refusals: never dropped, the writer waits.
        KEPT
    }

    private final Path path;
    private final LineQueue queue;
    private final boolean blockOnFull;
    private final Runnable release;
    private final AtomicBoolean closed = new AtomicBoolean();

    LogFile(Path path, LineQueue queue, boolean blockOnFull, Runnable release) {
        this.path = path;
        this.queue = queue;
        this.blockOnFull = blockOnFull;
        this.release = release;
    }

    /// Writes one line, without its line end. The text is escaped already ([LogText]).
    public void write(String line, Weight weight) {
        write(line.getBytes(UTF_8), weight);
    }

    /// Writes the bytes of one line, without its line end.
    public void write(byte[] line, Weight weight) {
        byte[] whole = new byte[line.length + 1];
        System.arraycopy(line, 0, whole, 0, line.length);
        whole[line.length] = '\n';
        queue.put(whole, weight, blockOnFull);
    }

    public Path path() {
        return path;
    }

    /// Lines lost so far to a full queue or a failing disk, by all logs on this path.
    public long dropped() {
        return queue.dropped();
    }

    /// Waits until what was written before is on its way to disk; false if that took longer.
    public boolean flush(Duration atMost) {
        return queue.flush(atMost);
    }

    /// Gives the file back; the last holder's close writes what is pending first.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release.run();
        }
    }
}
