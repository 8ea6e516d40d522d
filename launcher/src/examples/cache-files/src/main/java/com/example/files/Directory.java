package com.example.files;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/// The files of a directory, one for each entry. A file is written beside its place and moved there, so that a reader
/// sees all of it or nothing, and a process that is killed leaves no half.
///
/// A file lock keeps processes apart, and a lock of this process its threads, for a process has a file lock only once.
record Directory(Path path, boolean sync, ReentrantLock threads) {
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    /// What a file holds.
    ///
    /// @param end when the entry expires, in milliseconds of the system's clock
    /// @param version drawn anew by every write, so that an entry that was removed and put again is another one
    record Stored(long end, long version, byte[] value) {}

    static Directory open(Path path, boolean sync) throws IOException {
        // The owner's alone: what is kept here may be a secret.
        Files.createDirectories(
                path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        var real = path.toRealPath();
        return new Directory(real, sync, LOCKS.computeIfAbsent(real, _ -> new ReentrantLock(true)));
    }

    interface Work<T> {
        T run() throws IOException, InterruptedException, CacheException;
    }

    /// Does some work that nobody else comes between.
    <T> T alone(Deadline deadline, Work<T> work) throws IOException, InterruptedException, CacheException {
        if (!threads.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw new CacheException(Kind.TIMEOUT, "other threads are writing");
        }
        try (var lock = FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (lock.tryLock() == null) {
                deadline.check();
                Thread.sleep(1);
            }
            return work.run();
        } finally {
            threads.unlock();
        }
    }

    Optional<Stored> read(byte[] name) throws IOException {
        try {
            var file = ByteBuffer.wrap(Files.readAllBytes(file(name)));
            if (file.remaining() < 2 * Long.BYTES) {
                // The machine went down before the disk had it.
                return Optional.empty();
            }
            var stored = new Stored(file.getLong(), file.getLong(), new byte[file.remaining()]);
            file.get(stored.value());
            return System.currentTimeMillis() < stored.end() ? Optional.of(stored) : Optional.empty();
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }

    void write(byte[] name, Stored entry) throws IOException {
        var bytes = ByteBuffer.allocate(2 * Long.BYTES + entry.value().length)
                .putLong(entry.end())
                .putLong(entry.version())
                .put(entry.value());
        var beside = Files.write(path.resolve("new"), bytes.array());
        if (sync) {
            try (var channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        }
        Files.move(beside, file(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void delete(byte[] name) throws IOException {
        Files.deleteIfExists(file(name));
    }

    private Path file(byte[] name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
            return path.resolve(HexFormat.of().formatHex(digest));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
