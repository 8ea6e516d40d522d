package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// The connections to a server: at most [#LARGEST] at a time, each used by one operation at a time. Whoever has a
/// permit has a connection of its own until it gives the permit back.
final class Pool {
    /// Redis answers the requests that have come in on all connections in one round, so with few of them it does a
    /// fifth less; a ProFTPD has one for each session.
    static final int LARGEST = 32;

    private static final Duration TURN = Duration.ofNanos(200_000);

    /// Makes a connection.
    interface Connecting {
        Link connect(Deadline deadline) throws CacheException;
    }

    private final Connecting connecting;

    /// Whoever is running takes a free permit before those who wait, which saves a change of threads, as long as those
    /// who wait get one now and then, in their order. Otherwise some would wait until their limit.
    private final Semaphore permits = new Semaphore(LARGEST, true);

    private volatile long lastTurnNanos = System.nanoTime();
    private final ConcurrentLinkedDeque<Link> idle = new ConcurrentLinkedDeque<>();
    private final LongAdder made;
    private volatile boolean closed;

    /// A pool without connections.
    ///
    /// @param made counts the connections that are made
    Pool(Connecting connecting, LongAdder made) {
        this.connecting = connecting;
        this.made = made;
    }

    /// Waits until an operation may have a connection.
    void enter(Deadline deadline) throws CacheException {
        try {
            if (System.nanoTime() - lastTurnNanos < TURN.toNanos() && permits.tryAcquire()) {
                return;
            }
            if (!permits.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new CacheException(Kind.TIMEOUT, "all " + LARGEST + " connections were in use");
            }
            lastTurnNanos = System.nanoTime();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", interrupted);
        }
    }

    /// The operation is over.
    void leave() {
        permits.release();
    }

    /// A connection that waits for work, if there is one.
    Optional<Link> idle() {
        return Optional.ofNullable(idle.pollFirst());
    }

    /// A new connection.
    Link connect(Deadline deadline) throws CacheException {
        Link link = connecting.connect(deadline);
        made.increment();
        return link;
    }

    /// Takes a connection back. One that failed says that the others of the same age may have failed too.
    void giveBack(Link link) {
        if (link.isUsable() && !closed) {
            idle.addFirst(link);
            if (closed) {
                dropIdle();
            }
        } else {
            link.close();
            dropIdle();
        }
    }

    void dropIdle() {
        for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
            link.close();
        }
    }

    /// Says goodbye on connections that wait for work. Those in use are for the [Watch] to close.
    void close(Duration limit) {
        closed = true;
        var end = Deadline.after(limit);
        for (Link link = idle.pollFirst(); link != null; link = idle.pollFirst()) {
            link.quit(end);
        }
    }
}
