package io.sluice.cache.shm;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongPredicate;

/// Lets one thread of all processes change a table.
///
/// Threads of one process first take turns among themselves; the one whose turn it is puts the token of its process
/// into a word of shared memory. Whoever waits for that word looks from time to time whether the process in it still
/// lives. Where it has died, the word is taken over and the table made whole. Nobody waits longer than 50 ms for
/// another process: it may hold the word and be stopped. A thread of the own process that holds the word gets on when
/// this process does, however many threads there are before it.
///
/// A process that gives the word back and wants it again at once would nearly always get it. So a process that waits
/// and is awake asks for it in a second word, and the others let it go first, for a moment: it may have lost its
/// processor, or its life.
final class SharedLock {
    private static final long LONGEST_WAIT = Duration.ofMillis(50).toNanos();
    private static final int FEWEST_LOOKS = 200;
    private static final int SPINS = 500;
    private static final int SPINS_FOR_ANOTHER = 200;
    private static final long PAUSE = Duration.ofNanos(50_000).toNanos();

    private final MemorySegment memory;
    private final Table table;
    private final long token;
    private final LongPredicate isDead;
    private final ReentrantLock turn = new ReentrantLock();

    /// A lock.
    ///
    /// @param token stands for this process, and for no other ever
    /// @param isDead says of a token whether its process has died
    SharedLock(MemorySegment memory, Table table, long token, LongPredicate isDead) {
        this.memory = memory;
        this.table = table;
        this.token = token;
        this.isDead = isDead;
    }

    /// Takes the lock, or fails with `TIMEOUT`.
    void lock(Deadline deadline) throws CacheException {
        if (!turn.tryLock()) {
            awaitTurn(deadline);
        }
        try {
            letAnotherGoFirst();
            if (!Layout.LONG.compareAndSet(memory, Layout.LOCK_AT, 0L, token)) {
                awaitWord(deadline);
            }
        } catch (CacheException | RuntimeException failure) {
            turn.unlock();
            throw failure;
        }
    }

    void unlock() {
        Layout.LONG.setOpaque(memory, Layout.PASSAGES_AT, (long) Layout.LONG.getOpaque(memory, Layout.PASSAGES_AT) + 1);
        Layout.LONG.setRelease(memory, Layout.LOCK_AT, 0L);
        turn.unlock();
    }

    /// Does something while no thread of this process is inside; those that wait find what it has left.
    void whileNobodyWrites(Runnable what) {
        turn.lock();
        try {
            what.run();
        } finally {
            turn.unlock();
        }
    }

    /// Waits for as long as others get on, and for those of this process that have no processor at the moment.
    private void awaitTurn(Deadline deadline) throws CacheException {
        try {
            while (true) {
                long before = passages();
                if (turn.tryLock(Math.min(deadline.nanosLeft(), LONGEST_WAIT), TimeUnit.NANOSECONDS)) {
                    return;
                }
                if (deadline.hasPassed() || (passages() == before && isElsewhere())) {
                    throw new CacheException(Kind.TIMEOUT, "shared memory is being written for too long");
                }
            }
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupt);
        }
    }

    private void letAnotherGoFirst() {
        long asking = (long) Layout.LONG.getOpaque(memory, Layout.ASKING_AT);
        if (asking == 0 || asking == token) {
            return;
        }
        for (int spin = 0; spin < SPINS_FOR_ANOTHER; spin++) {
            if ((long) Layout.LONG.getOpaque(memory, Layout.ASKING_AT) != asking) {
                return;
            }
            Thread.onSpinWait();
        }
        Layout.LONG.compareAndSet(memory, Layout.ASKING_AT, asking, 0L);
    }

    /// Waits for as long as others get on, or until one of them that has died can be followed.
    private void awaitWord(Deadline deadline) throws CacheException {
        long passages = passages();
        long end = System.nanoTime() + LONGEST_WAIT;
        int looks = 0;
        while (!isTakenWhileAwake()) {
            long holder = (long) Layout.LONG.getVolatile(memory, Layout.LOCK_AT);
            if (holder != 0
                    && isDead.test(holder)
                    && Layout.LONG.compareAndSet(memory, Layout.LOCK_AT, holder, token)) {
                table.rebuild();
                return;
            }
            if (passages() != passages) {
                passages = passages();
                end = System.nanoTime() + LONGEST_WAIT;
                looks = 0;
            }
            // Time alone is no sign: all processes may have been stopped together, on a machine that is busy elsewhere.
            looks++;
            if (deadline.hasPassed() || (looks >= FEWEST_LOOKS && System.nanoTime() - end > 0)) {
                throw new CacheException(
                        Kind.TIMEOUT,
                        "process " + SharedMemory.processOf(holder)
                                + " of those attached holds shared memory for too long, after " + passages
                                + " passages");
            }
            LockSupport.parkNanos(PAUSE);
            if (Thread.currentThread().isInterrupted()) {
                throw new CacheException(Kind.TIMEOUT, "interrupted");
            }
        }
    }

    /// Tries for some microseconds, and asks the others to let this process go first.
    private boolean isTakenWhileAwake() {
        boolean asking = Layout.LONG.compareAndSet(memory, Layout.ASKING_AT, 0L, token);
        boolean taken = takeIfFree();
        for (int spin = 0; spin < SPINS && !taken; spin++) {
            Thread.onSpinWait();
            taken = takeIfFree();
        }
        if (asking) {
            Layout.LONG.compareAndSet(memory, Layout.ASKING_AT, token, 0L);
        }
        return taken;
    }

    private boolean takeIfFree() {
        return (long) Layout.LONG.getVolatile(memory, Layout.LOCK_AT) == 0
                && Layout.LONG.compareAndSet(memory, Layout.LOCK_AT, 0L, token);
    }

    /// Whether another process has the lock.
    private boolean isElsewhere() {
        long holder = (long) Layout.LONG.getVolatile(memory, Layout.LOCK_AT);
        return holder != 0 && holder != token;
    }

    /// How often the lock was given back, by any process.
    private long passages() {
        return (long) Layout.LONG.getVolatile(memory, Layout.PASSAGES_AT);
    }
}
