package io.sluice.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// The lines on their way to one file. Any thread puts, the one thread of the executor writes whole lines in the
/// order in which they came.
///
/// Invariants, guarded by the lock: `settled + pending + in hand = accepted`; a drain is scheduled whenever lines are
/// pending. The channel belongs to the writing thread.
final class LineQueue {
    static final int CAPACITY = 64 * 1024;
    private static final int BATCH = 512;
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    /// Opens the file, at first and again after [#reopen].
    interface Opener {
        WritableByteChannel open() throws IOException;
    }

    private final String name;
    private final Opener opener;
    private final Executor writer;
    private final Consumer<String> complaints;
    private final boolean mayBlock;
    private final int capacity;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition progress = lock.newCondition();
    private final ArrayDeque<byte[]> pending = new ArrayDeque<>();
    private final LongAdder dropped = new LongAdder();
    private boolean scheduled;
    private boolean closed;
    private long accepted;
    private long settled;

    private Optional<WritableByteChannel> channel;
    private long retryAt = System.nanoTime();
    private boolean torn;
    private boolean complained;

    /// `name` is what complaints call it (`ExtendedLog '/var/log/ftp'`). Where `mayBlock` is false, full means
    /// dropped even for lines that are [LogFile.Weight#KEPT].
    LineQueue(
            String name,
            Optional<WritableByteChannel> channel,
            Opener opener,
            Executor writer,
            Consumer<String> complaints,
            boolean mayBlock,
            int capacity) {
        this.name = name;
        this.channel = channel;
        this.opener = opener;
        this.writer = writer;
        this.complaints = complaints;
        this.mayBlock = mayBlock;
        this.capacity = capacity;
    }

    /// Takes a line that ends with its line feed.
    void put(byte[] line, LogFile.Weight weight, boolean blockOnFull) {
        lock.lock();
        try {
            int limit = weight == LogFile.Weight.DETAIL ? capacity / 4 * 3 : capacity;
            boolean waits = mayBlock && (weight == LogFile.Weight.KEPT || blockOnFull);
            while (!closed && pending.size() >= limit && waits) {
                room.await();
            }
            if (closed || pending.size() >= limit) {
                dropped.increment();
                return;
            }
            pending.add(line);
            accepted++;
            schedule();
        } catch (InterruptedException _) {
            dropped.increment();
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    long dropped() {
        return dropped.sum();
    }

    /// Waits until what was put before is written or given up; false if that took longer.
    boolean flush(Duration atMost) {
        lock.lock();
        try {
            long goal = accepted;
            long nanos = atMost.toNanos();
            while (settled < goal && nanos > 0) {
                nanos = progress.awaitNanos(nanos);
            }
            return settled >= goal;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Writes what is pending, then opens the path anew. Runs on the writing thread.
    void reopen() {
        while (writeBatch()) {
            // until nothing is pending
        }
        closeChannel();
        complained = false;
        open();
    }

    /// Takes no more lines, and closes the file once the pending ones are written.
    void close(Duration atMost) {
        lock.lock();
        try {
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        flush(atMost);
        writer.execute(this::closeChannel);
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            writer.execute(this::drain);
        }
    }

    /// One batch, then to the end of the line behind other files.
    private void drain() {
        writeBatch();
        lock.lock();
        try {
            scheduled = false;
            if (!pending.isEmpty()) {
                schedule();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean writeBatch() {
        List<byte[]> batch = new ArrayList<>();
        lock.lock();
        try {
            while (batch.size() < BATCH && !pending.isEmpty()) {
                batch.add(pending.remove());
            }
            room.signalAll();
        } finally {
            lock.unlock();
        }
        if (batch.isEmpty()) {
            return false;
        }
        write(batch);
        lock.lock();
        try {
            settled += batch.size();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        return true;
    }

    private void write(List<byte[]> batch) {
        if (channel.isEmpty() && System.nanoTime() - retryAt >= 0) {
            open();
        }
        if (channel.isEmpty()) {
            dropped.add(batch.size());
            return;
        }
        var bytes = ByteBuffer.allocate(
                1 + batch.stream().mapToInt(line -> line.length).sum());
        if (torn) {
            bytes.put((byte) '\n');
        }
        batch.forEach(bytes::put);
        bytes.flip();
        try {
            while (bytes.hasRemaining()) {
                channel.get().write(bytes);
            }
            torn = false;
        } catch (IOException e) {
            giveUp(batch, bytes, LogRefused.reasonOf(e));
        }
    }

    private void giveUp(List<byte[]> batch, ByteBuffer bytes, String reason) {
        int left = bytes.remaining();
        int lost = 0;
        int size = 0;
        for (int i = batch.size() - 1; i >= 0 && size < left; i--) {
            size += batch.get(i).length;
            lost++;
        }
        dropped.add(lost);
        torn = bytes.position() == 0 ? torn : bytes.get(bytes.position() - 1) != '\n';
        complain("error: cannot write " + name + ": " + reason);
        if (!mayBlock) {
            closeChannel();
        }
    }

    private void open() {
        try {
            channel = Optional.of(opener.open());
        } catch (IOException e) {
            retryAt = System.nanoTime() + RETRY_NANOS;
            complain("unable to open " + name + ": " + LogRefused.reasonOf(e));
        }
    }

    private void complain(String text) {
        if (!complained) {
            complained = true;
            complaints.accept(text);
        }
    }

    private void closeChannel() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                complain("error: cannot write " + name + ": " + LogRefused.reasonOf(e));
            }
        });
        channel = Optional.empty();
        torn = false;
    }
}
