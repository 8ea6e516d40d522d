package io.sluice.ban;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.zip.CRC32C;

/// The contents of a table in a file that every process maps which uses the table.
///
/// The file begins with a number, the generation, that grows with each change. Behind it are two places for contents;
/// the present ones are at the place that the last bit of the generation tells. A change is made by whoever holds the
/// lock of the file: it writes the other place, and then the number. So a process that ends while it changes something
/// has changed nothing, and the system takes its lock from it. Who only looks compares the number with that of the
/// contents it has read last, and asks the system for nothing if they are equal.
///
/// A process holds a second lock for as long as it uses the file; who finds nobody else holding one deletes the file
/// when it leaves. The file of a process that was killed stays, with what is in it, for the next one.
final class SharedFile implements Storage {
    private static final long LAYOUT = 0x534c_4241_4e00_0001L;
    private static final int HEADER = 4096;
    private static final int GENERATION = 8;
    private static final int PLACE_HEADER = 8;
    private static final long SIZE = HEADER + 2L * ContentsFormat.MOST;
    private static final VarHandle NUMBER = ValueLayout.JAVA_LONG.varHandle();

    /// Bytes of the file, far behind its end, that are locked by those who are there.
    private static final long PRESENT = 1L << 40;

    private static final long PLACES = 1L << 20;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofNanos(50_000);

    private final Path path;
    private final Path gate;
    private final RandomAccessFile file;
    private final FileLock presence;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile Read read = new Read(-1, Contents.EMPTY);

    private record Read(long generation, Contents contents) {}

    private SharedFile(Path path, Path gate, RandomAccessFile file) throws IOException {
        this.path = path;
        this.gate = gate;
        this.file = file;
        var channel = file.getChannel();
        if (file.length() < SIZE) {
            file.setLength(SIZE);
        }
        presence = present(channel);
        memory = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, arena);
        if (memory.get(ValueLayout.JAVA_LONG, 0) != LAYOUT) {
            NUMBER.setVolatile(memory, (long) GENERATION, 0L);
            memory.set(ValueLayout.JAVA_INT, HEADER, 0);
            memory.set(ValueLayout.JAVA_LONG, 0, LAYOUT);
        }
    }

    /// Opens the file of that name in a directory, or makes it.
    static SharedFile open(Path directory, String name) throws IOException {
        var gate = directory.resolve("gate");
        try (var way = new RandomAccessFile(gate.toFile(), "rw");
                var _ = locked(way.getChannel(), 0, 1)) {
            var path = directory.resolve(name);
            var file = new RandomAccessFile(path.toFile(), "rw");
            try {
                return new SharedFile(path, gate, file);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        }
    }

    private static FileLock present(FileChannel channel) throws IOException {
        for (var places = ThreadLocalRandom.current()
                        .longs(PRESENT, PRESENT + PLACES)
                        .iterator();
                ; ) {
            try {
                var lock = channel.tryLock(places.nextLong(), 1, false);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException _) {
                // other code of this process is there
            }
        }
    }

    /// Takes a lock that others hold for moments only. The calls that could wait in the system would close the file if
    /// their thread were interrupted.
    private static FileLock locked(FileChannel channel, long position, long length) throws IOException {
        long until = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            try {
                var lock = channel.tryLock(position, length, false);
                if (lock != null) {
                    return lock;
                }
            } catch (OverlappingFileLockException _) {
                // held by other code of this process
            }
            if (System.nanoTime() - until > 0) {
                throw new IOException("Resource temporarily unavailable");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public Contents contents() {
        var last = read;
        if (generation() == last.generation) {
            return last.contents;
        }
        try {
            return update(contents -> new Contents.Change<>(contents, contents));
        } catch (IOException _) {
            return last.contents;
        }
    }

    private long generation() {
        return (long) NUMBER.getVolatile(memory, (long) GENERATION);
    }

    @Override
    public <T> T update(Function<Contents, Contents.Change<T>> update) throws IOException {
        turn.lock();
        try (var _ = locked(file.getChannel(), 0, 1)) {
            var before = present();
            var change = update.apply(before);
            if (change.after() != before) {
                write(change.after());
            }
            return change.result();
        } catch (InternalError e) {
            throw new IOException("No space left on device", e); // so the machine says of memory that cannot be had
        } finally {
            turn.unlock();
        }
    }

    private Contents present() {
        long generation = generation();
        if (generation != read.generation) {
            read = new Read(generation, at(place(generation)));
        }
        return read.contents;
    }

    private static long place(long generation) {
        return HEADER + (generation & 1) * ContentsFormat.MOST;
    }

    private Contents at(long place) {
        int length = memory.get(ValueLayout.JAVA_INT, place);
        if (length <= 0 || length > ContentsFormat.MOST - PLACE_HEADER) {
            return Contents.EMPTY;
        }
        var bytes = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, place + PLACE_HEADER, bytes, 0, length);
        if (memory.get(ValueLayout.JAVA_INT, place + 4) != checksum(bytes)) {
            return Contents.EMPTY;
        }
        try {
            return ContentsFormat.contents(bytes);
        } catch (IOException _) {
            return Contents.EMPTY;
        }
    }

    private void write(Contents contents) throws IOException {
        var bytes = ContentsFormat.bytes(contents);
        if (bytes.length > ContentsFormat.MOST - PLACE_HEADER) {
            throw new IOException("No space left on device");
        }
        long next = generation() + 1;
        long place = place(next);
        memory.set(ValueLayout.JAVA_INT, place, bytes.length);
        memory.set(ValueLayout.JAVA_INT, place + 4, checksum(bytes));
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, place + PLACE_HEADER, bytes.length);
        NUMBER.setVolatile(memory, (long) GENERATION, next);
        read = new Read(next, contents);
    }

    private static int checksum(byte[] bytes) {
        var sum = new CRC32C();
        sum.update(bytes);
        return (int) sum.getValue();
    }

    /// Leaves; the last one takes the file away.
    @Override
    public void close() throws IOException {
        turn.lock();
        try (var way = new RandomAccessFile(gate.toFile(), "rw");
                var _ = locked(way.getChannel(), 0, 1)) {
            presence.release();
            if (isNobodyThere()) {
                Files.deleteIfExists(path);
            }
        } finally {
            file.close();
            arena.close();
            turn.unlock();
        }
    }

    private boolean isNobodyThere() throws IOException {
        try (var all = file.getChannel().tryLock(PRESENT, PLACES, false)) {
            return all != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }
}
