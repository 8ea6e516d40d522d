package io.sluice.net;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// The reactors of a gateway, one for every two processors, and the thread that sees to it that none is held up for
/// long by the work of a single connection. That one sleeps as long as all connections are quiet.
public final class Reactors implements AutoCloseable {
    private static final long NANOS_BETWEEN_LOOKS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int QUIET_LOOKS = 100;
    private static final int MOST_HELD_UP = 256;
    private static final int THREAD_KEPT_SECONDS = 10;

    private final ThreadPoolExecutor threads;
    private final List<Reactor> reactors;
    private final AtomicInteger given = new AtomicInteger();
    private final Thread overseer;
    private volatile boolean stirred;
    private volatile boolean asleep;
    private volatile boolean closed;

    /// @param failures hears of work that has thrown what it should not
    public Reactors(Consumer<RuntimeException> failures) {
        int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        threads = new ThreadPoolExecutor(
                0,
                Integer.MAX_VALUE,
                THREAD_KEPT_SECONDS,
                TimeUnit.SECONDS,
                new SynchronousQueue<>(),
                Thread.ofPlatform().daemon().name("sluice-reactor-", 1).factory());
        var heldUp = new Semaphore(MOST_HELD_UP);
        reactors = Stream.generate(() -> new Reactor(threads::execute, heldUp, this::stirred, failures))
                .limit(count)
                .toList();
        overseer = Thread.ofPlatform().daemon().name("sluice-overseer").start(this::oversee);
    }

    /// The reactor whose turn it is to get another connection.
    public Reactor next() {
        return reactors.get(Math.floorMod(given.getAndIncrement(), reactors.size()));
    }

    private void stirred() {
        stirred = true;
        if (asleep) {
            asleep = false;
            LockSupport.unpark(overseer);
        }
    }

    private void oversee() {
        int quiet = 0;
        while (!closed) {
            LockSupport.parkNanos(NANOS_BETWEEN_LOOKS);
            relieve();
            quiet = stirred ? 0 : quiet + 1;
            stirred = false;
            if (quiet >= QUIET_LOOKS) {
                sleep();
                quiet = 0;
            }
        }
    }

    private void relieve() {
        try {
            reactors.forEach(Reactor::relieve);
        } catch (RejectedExecutionException e) {
            if (!closed) {
                throw e;
            } // closed meanwhile, and there are no more threads
        }
    }

    private void sleep() {
        asleep = true;
        while (asleep && !stirred && !closed) {
            LockSupport.park();
        }
        asleep = false;
    }

    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(overseer);
        reactors.forEach(Reactor::close);
        threads.shutdown();
    }
}
