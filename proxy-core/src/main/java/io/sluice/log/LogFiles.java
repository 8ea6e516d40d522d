package io.sluice.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// The log files of a process: one queue per path, and one thread that writes them all.
///
/// A FIFO is the exception. Opening one waits for its reader, so each has a thread of its own, and what finds no room
/// in its queue is dropped whatever its weight: a missing or slow reader never stops a session.
public final class LogFiles implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FIFO_GRACE = Duration.ofMillis(100);

    private final ExecutorService writer = newWriter("log-writer");
    private final Map<Path, Shared> byPath = new HashMap<>();
    private final LineQueue standardError;
    private final int capacity;

    /// A queue, how many logs hold it, and how to end it.
    private static final class Shared {
        private final LineQueue queue;
        private final Runnable end;
        private int holders;

        Shared(LineQueue queue, Runnable end) {
            this.queue = queue;
            this.end = end;
        }
    }

    public LogFiles() {
        this(LineQueue.CAPACITY);
    }

    LogFiles(int capacity) {
        this.capacity = capacity;
        WritableByteChannel error = new StandardError();
        standardError =
                new LineQueue("standard error", Optional.of(error), () -> error, writer, _ -> {}, true, capacity);
    }

    /// The files of this process. What is pending at the end of the process is still written.
    public static LogFiles shared() {
        return Holder.SHARED;
    }

    /// Opens a file for append under the rules for logs. `directive` is what messages call the log; `complaints`
    /// hears of failures to write, once per open.
    public LogFile open(
            String directive, Path path, boolean allowSymlinks, boolean blockOnFull, Consumer<String> complaints)
            throws LogRefused {
        var rules = new LogFileRules(allowSymlinks);
        rules.check(directive, path);
        synchronized (byPath) {
            var shared = byPath.get(path);
            if (shared == null) {
                String name = directive + " '" + path + "'";
                shared = LogFileRules.isFifo(path)
                        ? openFifo(name, path, rules, complaints)
                        : openFile(directive, name, path, rules, complaints);
                byPath.put(path, shared);
            }
            shared.holders++;
            return new LogFile(path, shared.queue, blockOnFull, () -> release(path));
        }
    }

    /// Standard error as a log.
    public LogFile standardError() {
        return new LogFile(Path.of("/dev/stderr"), standardError, false, () -> standardError.flush(PATIENCE));
    }

    /// Opens every file anew, after what is pending is written; for log rotation. Returns when that is done, at the
    /// latest after two seconds.
    public void reopen() {
        List<CompletableFuture<?>> done = new ArrayList<>();
        synchronized (byPath) {
            byPath.forEach((path, shared) -> {
                if (!LogFileRules.isFifo(path)) {
                    done.add(CompletableFuture.runAsync(shared.queue::reopen, writer));
                }
            });
        }
        try {
            CompletableFuture.allOf(done.toArray(CompletableFuture<?>[]::new))
                    .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // the files are opened as soon as the disk lets the writing thread go on
        }
    }

    /// Lines lost so far, by path.
    public Map<Path, Long> dropped() {
        var lost = new TreeMap<Path, Long>();
        synchronized (byPath) {
            byPath.forEach((path, shared) -> lost.put(path, shared.queue.dropped()));
        }
        return lost;
    }

    /// Waits until everything put before is written; false if that took longer.
    public boolean flush(Duration atMost) {
        long end = System.nanoTime() + atMost.toNanos();
        var queues = new ArrayList<LineQueue>();
        queues.add(standardError);
        synchronized (byPath) {
            byPath.values().forEach(shared -> queues.add(shared.queue));
        }
        boolean all = true;
        for (var queue : queues) {
            all &= queue.flush(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
        }
        return all;
    }

    /// Writes what is pending and closes every file, whoever holds it.
    @Override
    public void close() {
        List<Shared> all;
        synchronized (byPath) {
            all = List.copyOf(byPath.values());
            byPath.clear();
        }
        all.forEach(shared -> shared.end.run());
        standardError.close(PATIENCE);
        writer.shutdown();
    }

    private Shared openFile(String directive, String name, Path path, LogFileRules rules, Consumer<String> complaints)
            throws LogRefused {
        try {
            WritableByteChannel channel = rules.open(path);
            var queue = new LineQueue(
                    name, Optional.of(channel), () -> rules.open(path), writer, complaints, true, capacity);
            return new Shared(queue, () -> queue.close(PATIENCE));
        } catch (IOException e) {
            throw new LogRefused(directive, path, LogRefused.reasonOf(e));
        }
    }

    private Shared openFifo(String name, Path path, LogFileRules rules, Consumer<String> complaints) {
        var thread = newWriter("log-fifo");
        var queue = new LineQueue(
                name, Optional.empty(), () -> rules.openExisting(path), thread, complaints, false, capacity);
        var opened = CompletableFuture.runAsync(queue::reopen, thread);
        try {
            opened.get(FIFO_GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            complaints.accept("unable to open " + name + ": No such device or address");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return new Shared(queue, () -> endFifo(queue, path, opened, thread));
    }

    /// A thread that still waits for a reader is woken by one: opening for both ways never waits.
    private static void endFifo(LineQueue queue, Path path, CompletableFuture<?> opened, ExecutorService thread) {
        if (opened.isDone()) {
            queue.close(FIFO_GRACE);
        }
        try (var reader = new RandomAccessFile(path.toFile(), "rw")) {
            queue.close(FIFO_GRACE);
            reader.getFD();
        } catch (IOException _) {
            // the path is gone: the thread is a daemon and holds nothing but itself
        }
        thread.shutdown();
    }

    private void release(Path path) {
        Shared last;
        synchronized (byPath) {
            var shared = byPath.get(path);
            if (shared == null || --shared.holders > 0) {
                return;
            }
            byPath.remove(path);
            last = shared;
        }
        last.end.run();
    }

    private static ExecutorService newWriter(String name) {
        return Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Loaded when first asked for, so that only processes that log have the hook.
    private static final class Holder {
        private static final LogFiles SHARED = new LogFiles();

        static {
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform().name("log-flush").unstarted(() -> SHARED.flush(PATIENCE)));
        }
    }

    /// The process's descriptor 2, which is never closed.
    private static final class StandardError implements WritableByteChannel {
        private final FileOutputStream out = new FileOutputStream(FileDescriptor.err);

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            byte[] all = new byte[bytes.remaining()];
            bytes.get(all);
            out.write(all);
            return all.length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
