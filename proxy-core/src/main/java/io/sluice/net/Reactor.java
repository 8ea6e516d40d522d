package io.sluice.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// Waits for many connections at once, and lets each do its work when there is some. One thread, the leader, does both:
/// so what a client says costs no hand-over between threads, and a quiet connection costs no thread.
///
/// Work is meant to be short. Where it is not, because it asks a slow database for example, another thread takes the
/// lead ([#relieve]); the one that was held up goes when its work is done.
public final class Reactor {
    private static final int SCRATCH_SIZE = 8 * 1024;
    private static final int READABLE = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private final Selector selector;
    private final Consumer<Runnable> threads;
    private final Semaphore heldUp;
    private final Runnable stirring;
    private final Consumer<RuntimeException> failures;
    private final Queue<Consumer<ByteBuffer>> ready = new ConcurrentLinkedQueue<>();
    private final AtomicLong turn = new AtomicLong(); // odd while the leader lets a connection work
    private volatile Optional<Thread> leader = Optional.empty();
    private long turnBefore;

    /// @param threads gives work a thread of its own
    /// @param heldUp how many threads may be held up by their work, each taking a permit
    /// @param stirring is called before a connection works
    /// @param failures hears of work that has thrown what it should not
    Reactor(Consumer<Runnable> threads, Semaphore heldUp, Runnable stirring, Consumer<RuntimeException> failures) {
        try {
            this.selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.threads = threads;
        this.heldUp = heldUp;
        this.stirring = stirring;
        this.failures = failures;
        threads.accept(this::lead);
    }

    /// What a connection does when there is something to do.
    interface Work {

        /// One call at a time; none waits.
        ///
        /// @param readable whether there is something to read, or to accept
        /// @param scratch an empty buffer, lent for this call
        void go(boolean readable, ByteBuffer scratch);
    }

    /// Watches a connection from now on, which does not block any more.
    Watch watch(SocketChannel channel, Work work) throws IOException {
        return watch(channel, SelectionKey.OP_READ, work);
    }

    /// Watches a listening socket from now on, which does not block any more.
    Watch watch(ServerSocketChannel channel, Work work) throws IOException {
        return watch(channel, SelectionKey.OP_ACCEPT, work);
    }

    private Watch watch(SelectableChannel channel, int operations, Work work) throws IOException {
        channel.configureBlocking(false);
        try {
            var watch = new Watch(work, channel.register(selector, 0));
            watch.wants(operations);
            return watch;
        } catch (ClosedSelectorException e) {
            throw new ClosedChannelException();
        }
    }

    /// Closes a channel that is watched, and waits until it is gone from the system, which it is not before the leader
    /// has let go of it.
    void close(SelectableChannel channel, Duration longest) throws IOException, InterruptedException {
        channel.close();
        if (isLeader()) {
            letGo();
            return;
        }
        var gone = new CountDownLatch(1);
        execute(() -> {
            letGo();
            gone.countDown();
        });
        gone.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void letGo() {
        try {
            selector.selectNow(Reactor::report);
        } catch (IOException | ClosedSelectorException _) {
            // all channels are gone
        }
    }

    private boolean isLeader() {
        return leader.filter(Thread.currentThread()::equals).isPresent();
    }

    /// Does something as soon as possible.
    public void execute(Runnable task) {
        ready.add(_ -> attempt(task));
        stir();
    }

    private void attempt(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failures.accept(e);
        } catch (Error e) {
            // Without its leader the reactor would serve nobody any more.
            failures.accept(new IllegalStateException("a connection failed: " + e, e));
        }
    }

    private void lead() {
        leader = Optional.of(Thread.currentThread());
        var scratch = ByteBuffer.allocateDirect(SCRATCH_SIZE);
        try {
            while (true) {
                var next = ready.poll();
                if (next == null) {
                    selector.select(Reactor::report);
                    continue;
                }
                stirring.run();
                long mine = turn.incrementAndGet();
                next.accept(scratch.clear());
                if (!turn.compareAndSet(mine, mine + 1)) {
                    heldUp.release();
                    return; // relieved
                }
            }
        } catch (ClosedSelectorException _) {
            // the end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tells a connection that it is ready. Another thread may have closed it since it was found to be.
    static void report(SelectionKey key) {
        int operations;
        try {
            operations = key.readyOps();
        } catch (CancelledKeyException _) {
            return;
        }
        ((Watch) key.attachment()).reported(operations);
    }

    /// Gives the lead to another thread if the same work goes on as at the last call.
    void relieve() {
        long now = turn.get();
        boolean sameWork = now % 2 != 0 && now == turnBefore;
        turnBefore = now;
        if (!sameWork || !heldUp.tryAcquire()) {
            return;
        }
        if (turn.compareAndSet(now, now + 1)) {
            threads.accept(this::lead);
        } else {
            heldUp.release();
        }
    }

    /// Has the leader see what has changed, unless it is the caller.
    void stir() {
        if (!isLeader()) {
            selector.wakeup();
        }
    }

    void close() {
        try {
            selector.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    /// A connection that is being watched.
    final class Watch implements Consumer<ByteBuffer> {
        private enum State {
            IDLE,
            /// It works, or is about to.
            BUSY,
            /// It has been reported again since then, and is not watched until its work is done.
            MASKED
        }

        private final Work work;
        private final SelectionKey key;
        private final AtomicInteger reported = new AtomicInteger();
        private State state = State.IDLE;
        private int wanted;
        private boolean again;

        private Watch(Work work, SelectionKey key) {
            this.work = work;
            this.key = key;
            key.attach(this);
        }

        /// Watches for these operations ([SelectionKey]) and no others.
        synchronized void wants(int operations) {
            wanted = operations;
            if (state != State.MASKED) {
                interest(operations);
                stir();
            }
        }

        /// Has the connection work as soon as possible, whether or not there is something to read.
        void call() {
            if (isIdleNow()) {
                ready.add(this);
                stir();
            }
        }

        private synchronized boolean isIdleNow() {
            again = state != State.IDLE;
            if (!again) {
                state = State.BUSY;
            }
            return !again;
        }

        private synchronized void reported(int operations) {
            switch (state) {
                case IDLE -> {
                    reported.set(operations);
                    state = State.BUSY;
                    ready.add(this);
                }
                case BUSY, MASKED -> {
                    state = State.MASKED;
                    interest(0);
                }
            }
        }

        @Override
        public void accept(ByteBuffer scratch) {
            boolean readable = (reported.getAndSet(0) & READABLE) != 0;
            attempt(() -> work.go(readable, scratch));
            if (isCalledAgain()) {
                ready.add(this);
                stir();
            }
        }

        private synchronized boolean isCalledAgain() {
            if (state == State.MASKED) {
                interest(wanted);
                stir();
            }
            state = again ? State.BUSY : State.IDLE;
            boolean called = again;
            again = false;
            return called;
        }

        private void interest(int operations) {
            try {
                key.interestOps(operations);
            } catch (CancelledKeyException _) {
                // closed meanwhile
            }
        }
    }
}
