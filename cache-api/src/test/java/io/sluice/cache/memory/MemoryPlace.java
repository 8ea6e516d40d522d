package io.sluice.cache.memory;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.tck.CacheStoreKit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// What a server would be: entries that several stores share, and that can be away or silent. Whatever is in it is read
/// and written under its lock.
final class MemoryPlace implements CacheStoreKit.Outage {
    final Map<String, Stored> entries = new HashMap<>();
    final Map<String, List<byte[]>> lists = new HashMap<>();
    final Map<String, Set<String>> sets = new HashMap<>();
    final Map<String, Map<String, byte[]>> hashes = new HashMap<>();
    final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Mode mode = Mode.RUNS;
    long versions;

    /// An entry; `end` is 0, or the time of the system clock in milliseconds from which on it is expired.
    record Stored(byte[] value, long version, long end) {}

    private enum Mode {
        RUNS,
        STOPPED,
        FROZEN
    }

    /// Locks the place when it answers.
    ///
    /// @param isLeft whether who waits has closed its store
    void enter(Deadline deadline, boolean bounded, BooleanSupplier isLeft) throws CacheException {
        lock.lock();
        try {
            while (mode == Mode.FROZEN) {
                if (isLeft.getAsBoolean()) {
                    throw new CacheException(CacheException.Kind.CLOSED, "closed");
                }
                if (!bounded) {
                    changed.awaitUninterruptibly();
                } else if (!changed.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                    throw new CacheException(CacheException.Kind.TIMEOUT, "no answer");
                }
            }
            if (mode == Mode.STOPPED) {
                throw new CacheException(CacheException.Kind.UNAVAILABLE, "connection refused");
            }
        } catch (InterruptedException interrupt) {
            lock.unlock();
            Thread.currentThread().interrupt();
            throw new CacheException(CacheException.Kind.TIMEOUT, "interrupted", interrupt);
        } catch (CacheException failure) {
            lock.unlock();
            throw failure;
        }
    }

    void leave() {
        lock.unlock();
    }

    @Override
    public void stop() {
        become(Mode.STOPPED);
    }

    @Override
    public void start() {
        become(Mode.RUNS);
    }

    @Override
    public void freeze() {
        become(Mode.FROZEN);
    }

    /// Has those who wait look whether they still have to.
    void wake() {
        become(mode);
    }

    private void become(Mode next) {
        lock.lock();
        try {
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    List<String> keys() {
        return new ArrayList<>(entries.keySet());
    }
}
