package io.sluice.cache.redis;

import io.sluice.cache.Deadline;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Closes channels whose work has not ended in time. A limit on each read would not do: it does not bind a server that
/// sends one byte a second, a write that nobody reads, or a Unix socket.
///
/// One thread looks at all channels while any is at work, and sleeps without end otherwise.
final class Watch implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(15);

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean awake = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean closed;

    Watch(String store) {
        thread = Thread.ofVirtual().name(store + " watch").start(this::look);
    }

    /// Keeps an eye on a channel until its guard is closed, which closes the channel too.
    Guard guard(SocketChannel channel) {
        var guard = new Guard(channel);
        guards.add(guard);
        if (closed) {
            guard.close();
        }
        return guard;
    }

    /// How many channels are open.
    int open() {
        return guards.size();
    }

    /// Closes every channel, whoever is waiting for it.
    @Override
    public void close() {
        closed = true;
        guards.forEach(Guard::close);
        LockSupport.unpark(thread);
    }

    private void look() {
        while (!closed) {
            boolean work = false;
            for (Guard guard : guards) {
                work |= guard.look();
            }
            if (work) {
                LockSupport.parkNanos(STEP.toNanos());
            } else {
                awake.set(false);
                if (guards.stream().noneMatch(Guard::isAtWork)) {
                    LockSupport.park();
                }
            }
        }
    }

    /// One channel and the time at which its work must have ended.
    final class Guard implements AutoCloseable {
        private static final long IDLE = 0;
        private static final long ABORTED = Long.MIN_VALUE;

        private final SocketChannel channel;
        private final AtomicLong end = new AtomicLong(IDLE);

        private Guard(SocketChannel channel) {
            this.channel = channel;
        }

        /// Work begins.
        void begin(Deadline deadline) {
            long at = System.nanoTime() + deadline.nanosLeft();
            if (end.compareAndSet(IDLE, at == IDLE || at == ABORTED ? 1 : at)
                    && !awake.get()
                    && awake.compareAndSet(false, true)) {
                LockSupport.unpark(thread);
            }
        }

        /// Work has ended, unless it was aborted.
        void rest() {
            long at = end.get();
            if (at != ABORTED) {
                end.compareAndSet(at, IDLE);
            }
        }

        boolean isAborted() {
            return end.get() == ABORTED;
        }

        private boolean isAtWork() {
            long at = end.get();
            return at != IDLE && at != ABORTED;
        }

        private boolean look() {
            long at = end.get();
            if (at == IDLE || at == ABORTED) {
                return false;
            }
            if (at - System.nanoTime() <= 0 && end.compareAndSet(at, ABORTED)) {
                close();
                return false;
            }
            return true;
        }

        @Override
        public void close() {
            guards.remove(this);
            try {
                channel.close();
            } catch (IOException _) {
                // It is gone either way.
            }
        }
    }
}
