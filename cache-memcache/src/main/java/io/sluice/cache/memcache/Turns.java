package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

/// Has callers of this process that change one counter do so one after the other: each that comes between reading and
/// writing of another would make it begin again.
final class Turns {
    private static final int LOCKS = 64;

    private final List<ReentrantLock> locks =
            Stream.generate(ReentrantLock::new).limit(LOCKS).toList();

    interface Work<T> {
        T run() throws CacheException;
    }

    <T> T take(byte[] key, Deadline deadline, Work<T> work) throws CacheException {
        var lock = locks.get(Math.floorMod(Arrays.hashCode(key), LOCKS));
        try {
            if (!lock.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new CacheException(Kind.TIMEOUT, "others change the counter");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
        try {
            return work.run();
        } finally {
            lock.unlock();
        }
    }
}
