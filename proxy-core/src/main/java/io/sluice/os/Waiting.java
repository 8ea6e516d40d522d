package io.sluice.os;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/// How a thread waits for sockets: one object for one thread, which another may disturb.
public sealed interface Waiting extends AutoCloseable {
    /// Does not wait: every wait is a long one.
    Waiting NONE = new None();

    /// Waits until there is something to read, the wait is disturbed, or for no reason. Says no if it took long.
    boolean readable(RawSocket socket) throws IOException;

    /// Waits until there is room to write, in the manner of [#readable].
    boolean writable(RawSocket socket) throws IOException;

    /// Ends the present wait, or the next one. Callable from any thread, until closed.
    void disturb();

    @Override
    void close();

    /// A virtual thread parks on the JDK's poller, and leaves its carrier.
    static Waiting parked(Thread virtual) {
        return new Parked(virtual);
    }

    /// A platform thread waits in the kernel, for a bounded time: cheaper by several hand-overs between threads, as
    /// long as it is never long.
    static Waiting polling(int longestMillis) throws SystemError {
        var libc = new Libc();
        return new Polling(libc, libc.counter(), longestMillis);
    }

    record None() implements Waiting {
        @Override
        public boolean readable(RawSocket socket) {
            return false;
        }

        @Override
        public boolean writable(RawSocket socket) {
            return false;
        }

        @Override
        public void disturb() {}

        @Override
        public void close() {}
    }

    record Parked(Thread thread) implements Waiting {
        @Override
        public boolean readable(RawSocket socket) throws IOException {
            socket.park(Libc.POLLIN);
            return true;
        }

        @Override
        public boolean writable(RawSocket socket) throws IOException {
            socket.park(Libc.POLLOUT);
            return true;
        }

        @Override
        public void disturb() {
            LockSupport.unpark(thread);
        }

        @Override
        public void close() {}
    }

    final class Polling implements Waiting {
        private final Libc libc;
        private final int bell;
        private final int longestMillis;

        private Polling(Libc libc, int bell, int longestMillis) {
            this.libc = libc;
            this.bell = bell;
            this.longestMillis = longestMillis;
        }

        @Override
        public boolean readable(RawSocket socket) throws IOException {
            return libc.poll(socket.descriptor(), Libc.POLLIN, bell, longestMillis);
        }

        @Override
        public boolean writable(RawSocket socket) throws IOException {
            return libc.poll(socket.descriptor(), Libc.POLLOUT, bell, longestMillis);
        }

        @Override
        public void disturb() {
            new Libc().addToCounter(bell);
        }

        @Override
        public void close() {
            libc.close(bell);
        }
    }
}
