package io.sluice.cache.shm;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Memory that this process has mapped, and its place among the processes that have.
///
/// The configured file stays empty. Its identity (device, inode, birth) names the mapped file, so that a file that was
/// replaced names new memory; and its bytes, which do not exist, are what processes lock. Byte 0 is locked by who
/// creates or attaches; byte *n* by process *n* for as long as it lives, so that the kernel tells when it has died.
///
/// A process loses all its locks on a file when it closes any of its descriptors. Therefore a file is opened once in a
/// process, and stores on it share this object.
final class SharedMemory {
    private static final ReentrantLock REGISTRY = new ReentrantLock();
    private static final Map<Identity, SharedMemory> OPEN = new HashMap<>();
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final int LOCKS_OF_A_PROJECT = 1024;

    /// What tells one file from all others that were ever under its name.
    private record Identity(long device, long inode, long birth) {

        static Identity of(Path file) throws IOException {
            return new Identity(
                    (long) Files.getAttribute(file, "unix:dev"),
                    (long) Files.getAttribute(file, "unix:ino"),
                    ((FileTime) Files.getAttribute(file, "creationTime")).toMillis());
        }

        String fileName(int project) {
            return "sluice-" + project + "-" + Long.toHexString(device) + "-" + Long.toHexString(inode) + "-"
                    + Long.toHexString(birth);
        }
    }

    private final Configured configured;
    private final MemoryDirectory directory;
    private final Shape shape;
    private final Layout layout;
    private final Identity identity;
    private final Path mapped;
    private final FileChannel lockFile;
    private final Arena arena;
    private final MemorySegment memory;
    private final int process;
    private final long generation;
    private final Table table;
    private final SharedLock lock;
    private final ReentrantLock probing = new ReentrantLock();
    private int stores = 1;

    /// Maps the memory that a file names, for one more store. It is made where it does not exist.
    ///
    /// @param notices is told where the memory is, if that is no usual place
    static SharedMemory open(Configured configured, Shape shape, MemoryDirectory directory, Consumer<String> notices)
            throws CacheException {
        REGISTRY.lock();
        try {
            if (Files.isDirectory(configured.file())) {
                throw new CacheException(
                        Kind.REFUSED, "unable to use file '" + configured.file() + "': Is a directory");
            }
            if (Files.exists(configured.file())) {
                var known = OPEN.get(Identity.of(configured.file()));
                if (known != null) {
                    known.checkFits(configured, shape);
                    known.stores++;
                    return known;
                }
            }
            var opened = attach(configured, shape, directory, notices);
            OPEN.put(opened.identity, opened);
            return opened;
        } catch (AccessDeniedException denied) {
            throw new CacheException(Kind.REFUSED, "unable to open file '" + denied.getFile() + "': Permission denied");
        } catch (NoSuchFileException missing) {
            throw new CacheException(
                    Kind.UNAVAILABLE, "unable to open file '" + missing.getFile() + "': No such file or directory");
        } catch (IOException | UnsupportedOperationException failure) {
            throw new CacheException(
                    Kind.UNAVAILABLE,
                    "unable to use file '" + configured.file() + "': " + failure.getMessage(),
                    failure);
        } finally {
            REGISTRY.unlock();
        }
    }

    private void checkFits(Configured wanted, Shape wantedShape) throws CacheException {
        if (wantedShape.project() != shape.project()) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    "file '" + wanted.file() + "' is in use for another cache; expected a file of its own for each");
        }
        checkSize(wanted.size(), configured.size(), shape);
    }

    private static void checkSize(long wanted, long existing, Shape shape) throws CacheException {
        if (wanted != existing) {
            throw new CacheException(
                    Kind.REFUSED,
                    "requested shm size (" + wanted + " bytes) is " + (wanted < existing ? "smaller" : "larger")
                            + " than existing shm size (" + existing + " bytes): " + shape.remedy());
        }
    }

    private static SharedMemory attach(
            Configured configured, Shape shape, MemoryDirectory directory, Consumer<String> notices)
            throws IOException, CacheException {
        var lockFile = open(configured.file());
        try {
            try (var _ = lock(lockFile, lockByte(shape, 0))) {
                return new SharedMemory(configured, shape, directory, notices, lockFile);
            }
        } catch (IOException | CacheException | RuntimeException failure) {
            lockFile.close();
            throw failure;
        }
    }

    /// Attaches; called while byte 0 is locked.
    private SharedMemory(
            Configured configured,
            Shape shape,
            MemoryDirectory directory,
            Consumer<String> notices,
            FileChannel lockFile)
            throws IOException, CacheException {
        this.configured = configured;
        this.directory = directory;
        this.shape = shape;
        this.layout = new Layout(shape.capacity(configured.size()), shape.largestValue());
        this.lockFile = lockFile;
        this.identity = Identity.of(configured.file());
        this.mapped = directory.path(notices).resolve(identity.fileName(shape.project()));
        this.arena = Arena.ofShared();
        try {
            this.memory = map();
            this.process = takePlace();
        } catch (IOException | CacheException | RuntimeException failure) {
            arena.close();
            throw failure;
        }
        long at = Layout.process(process) + Layout.GENERATION;
        this.generation = (long) Layout.LONG.getVolatile(memory, at) + 1;
        Layout.LONG.setVolatile(memory, at, generation);
        this.table = new Table(memory, layout, shape.byUse());
        this.lock = new SharedLock(memory, table, token(), this::isDead);
    }

    private MemorySegment map() throws IOException, CacheException {
        try (var channel = open(mapped)) {
            Owner.checkPrivate(mapped);
            if (channel.size() >= 4096) {
                var header = channel.map(FileChannel.MapMode.READ_ONLY, 0, 4096, arena);
                if ((long) Layout.LONG.getAcquire(header, Layout.MAGIC_AT) == Layout.MAGIC) {
                    checkSize(configured.size(), (long) Layout.LONG.get(header, Layout.SIZE_AT), shape);
                    if (channel.size() == layout.length()) {
                        return channel.map(FileChannel.MapMode.READ_WRITE, 0, layout.length(), arena);
                    }
                }
            }
            return create(channel);
        }
    }

    private void deleteMemory() throws IOException {
        Files.deleteIfExists(mapped);
        directory.deleted(mapped);
    }

    /// Makes memory out of a new file, or of one whose maker has died over it.
    private MemorySegment create(FileChannel channel) throws IOException {
        channel.truncate(0);
        try {
            fill(channel);
        } catch (IOException failure) {
            deleteMemory(); // what there is of it would be missing elsewhere
            throw failure;
        }
        var created = channel.map(FileChannel.MapMode.READ_WRITE, 0, layout.length(), arena);
        Layout.LONG.set(created, Layout.SIZE_AT, configured.size());
        Layout.LONG.set(created, Layout.CREATED_AT, System.currentTimeMillis());
        Layout.LONG.set(created, Layout.SEED_AT, new SecureRandom().nextLong());
        new Table(created, layout, shape.byUse()).rebuild();
        Layout.LONG.setRelease(created, Layout.MAGIC_AT, Layout.MAGIC);
        return created;
    }

    private void fill(FileChannel channel) throws IOException {
        var zeros = ByteBuffer.allocateDirect(1 << 16);
        for (long at = 0; at < layout.length(); at += zeros.capacity()) {
            // Written rather than left out, so that memory that does not suffice is an error now and no signal later.
            zeros.clear().limit((int) Math.min(zeros.capacity(), layout.length() - at));
            while (zeros.hasRemaining()) {
                channel.write(zeros, at + zeros.position());
            }
        }
    }

    private int takePlace() throws IOException, CacheException {
        for (int number = 1; number <= Layout.PROCESSES; number++) {
            if (lockFile.tryLock(lockByte(shape, number), 1, false) != null) {
                return number;
            }
        }
        throw new CacheException(
                Kind.UNAVAILABLE, "file '" + configured.file() + "' is in use by " + Layout.PROCESSES + " processes");
    }

    private static FileChannel open(Path path) throws IOException {
        return FileChannel.open(
                path,
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE,
                        LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static FileLock lock(FileChannel file, long at) throws IOException, CacheException {
        long end = System.nanoTime() + LONGEST_WAIT.toNanos();
        while (true) {
            var lock = file.tryLock(at, 1, false);
            if (lock != null) {
                return lock;
            }
            if (System.nanoTime() - end > 0) {
                throw new CacheException(Kind.UNAVAILABLE, "another process does not let go of the file");
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    private static long lockByte(Shape shape, int number) {
        return (long) shape.project() * LOCKS_OF_A_PROJECT + number;
    }

    /// What stands in the lock's word while this process holds it; no other process ever has the same.
    long token() {
        return generation << 8 | process;
    }

    /// The number of the process that a token stands for.
    static int processOf(long token) {
        return (int) (token & 0xff);
    }

    /// Whether the process that a token stands for has died.
    boolean isDead(long token) {
        int number = processOf(token);
        if (number == process) {
            return token != token();
        }
        return number == 0
                || number > Layout.PROCESSES
                || (long) Layout.LONG.getVolatile(memory, Layout.process(number) + Layout.GENERATION) != token >>> 8
                || !isAttached(number);
    }

    private boolean isAttached(int number) {
        if (number == process) {
            return true;
        }
        probing.lock();
        try (var lock = lockFile.tryLock(lockByte(shape, number), 1, false)) {
            return lock == null;
        } catch (IOException | OverlappingFileLockException _) {
            return true;
        } finally {
            probing.unlock();
        }
    }

    /// How many processes have it mapped.
    int attached() {
        int count = 0;
        for (int number = 1; number <= Layout.PROCESSES; number++) {
            boolean everTaken = (long) Layout.LONG.getOpaque(memory, Layout.process(number)) != 0;
            count += everTaken && isAttached(number) ? 1 : 0;
        }
        return count;
    }

    /// One store less; the last one gives the memory back, and nothing of it can be touched any more.
    void release() {
        REGISTRY.lock();
        try {
            if (--stores == 0) {
                OPEN.remove(identity);
                lock.whileNobodyWrites(arena::close);
                closeLockFile();
            }
        } finally {
            REGISTRY.unlock();
        }
    }

    private void closeLockFile() {
        probing.lock();
        try {
            lockFile.close();
        } catch (IOException _) {
            // The descriptor is gone in any case, and its locks with it.
        } finally {
            probing.unlock();
        }
    }

    /// Takes the names of the memory and of the file away; who has it mapped keeps it until they let go.
    void deleteFiles() throws IOException {
        deleteMemory();
        if (Files.exists(configured.file()) && Identity.of(configured.file()).equals(identity)) {
            Files.delete(configured.file());
        }
    }

    Table table() {
        return table;
    }

    SharedLock lock() {
        return lock;
    }

    /// Adds to a count of this process.
    void count(Count which, long more) {
        Layout.LONG.getAndAdd(memory, which.at(process), more);
    }

    /// Notes the largest value that was too large.
    void countExceeding(int length) {
        count(Count.EXCEEDING, 1);
        long at = Count.LARGEST.at(process);
        long largest = (long) Layout.LONG.getVolatile(memory, at);
        while (length > largest && !Layout.LONG.compareAndSet(memory, at, largest, (long) length)) {
            largest = (long) Layout.LONG.getVolatile(memory, at);
        }
    }

    /// A count over all processes, those that have ended included.
    long total(Count which) {
        long total = 0;
        for (int number = 1; number <= Layout.PROCESSES; number++) {
            long one = (long) Layout.LONG.getOpaque(memory, which.at(number));
            total = which == Count.LARGEST ? Math.max(total, one) : total + one;
        }
        return total;
    }

    /// When the memory was made, in seconds since 1970.
    long created() {
        return (long) Layout.LONG.get(memory, Layout.CREATED_AT) / 1000;
    }

    Shape shape() {
        return shape;
    }

    Configured configured() {
        return configured;
    }

    /// The number that people are told to know the memory by.
    long number() {
        return identity.inode();
    }
}
