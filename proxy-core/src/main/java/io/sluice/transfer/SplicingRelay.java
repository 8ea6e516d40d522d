package io.sluice.transfer;

import io.sluice.os.Pipe;
import io.sluice.os.Pipes;
import io.sluice.os.RawSocket;
import io.sluice.os.SystemError;
import io.sluice.os.Waiting;
import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;

/// Has the kernel move the bytes through a pipe, so that they never come here. Transfers for which there is no pipe are
/// left to another relay.
///
/// A flow has a virtual thread, which parks whenever it has to wait. One that has moved much is in a hurry, and
/// is lent a platform thread ([LentThreads]). It is given back as soon as a wait is long, so a few such threads do for
/// any number of flows.
///
/// While a flow runs it uses the bare descriptors of both sockets. So whoever breaks it off does not close them, but
/// disturbs the thread, which leaves them alone from then on.
final class SplicingRelay implements Relay {
    private static final long MUCH = 2L * Pipe.SIZE;
    private static final int LONG_MILLIS = 100;

    private final Pipes pipes;
    private final Relay otherwise;
    private final LentThreads threads;

    SplicingRelay(Pipes pipes, LentThreads threads, Relay otherwise) {
        this.pipes = pipes;
        this.threads = threads;
        this.otherwise = otherwise;
    }

    @Override
    public Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return pipes.take()
                .<Flow>map(pipe -> new Splicing(pipe, source, sink, meter))
                .orElseGet(() -> otherwise.flow(source, sink, meter));
    }

    /// A part of what moves between two sockets.
    private interface Movement {

        /// Whether that was all.
        boolean move(RawSocket from, RawSocket to) throws Broken;
    }

    private final class Splicing implements Flow {
        private final Pipe pipe;
        private final SocketChannel source;
        private final SocketChannel sink;
        private final Meter meter;
        private Waiting waiting = Waiting.NONE;
        private boolean over;
        private boolean limited;
        private volatile boolean brokenOff;

        Splicing(Pipe pipe, SocketChannel source, SocketChannel sink, Meter meter) {
            this.pipe = pipe;
            this.source = source;
            this.sink = sink;
            this.meter = meter;
        }

        @Override
        public boolean begin() throws Broken {
            return through((from, to) -> !move(from, to, Waiting.NONE, MUCH));
        }

        @Override
        public void run() throws Broken {
            var parked = Waiting.parked(Thread.currentThread());
            waitBy(parked);
            through((from, to) -> {
                while (move(from, to, parked, MUCH) && (limited || hurry(from, to, parked))) {}
                return true;
            });
        }

        /// Moves bytes between both sockets. If that was all, or is broken, this flow is over.
        private boolean through(Movement movement) throws Broken {
            boolean goesOn = false;
            try {
                goesOn = !movement.move(raw(source, Moment.READING), raw(sink, Moment.WRITING));
                if (!goesOn) {
                    sink.shutdownOutput();
                }
                return !goesOn;
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            } finally {
                if (!goesOn) {
                    end();
                }
            }
        }

        private void end() {
            synchronized (this) {
                over = true;
            }
            pipes.give(pipe);
        }

        @Override
        public synchronized void breakOff() {
            brokenOff = true;
            if (!over) {
                waiting.disturb();
            }
        }

        private static RawSocket raw(SocketChannel channel, Moment moment) throws Broken {
            try {
                channel.configureBlocking(false);
                return new RawSocket(channel);
            } catch (IOException e) {
                throw new Broken(moment, e);
            }
        }

        /// Moves bytes on a platform thread, if one is to be had, until a wait is long. False at the end of the source.
        private boolean hurry(RawSocket from, RawSocket to, Waiting parked) throws Broken {
            return threads.run(() -> hurried(from, to, parked), this::breakOff).orElse(true);
        }

        private boolean hurried(RawSocket from, RawSocket to, Waiting parked) throws Broken {
            try (var polling = Waiting.polling(LONG_MILLIS)) {
                waitBy(polling);
                try {
                    return move(from, to, polling, Long.MAX_VALUE);
                } finally {
                    waitBy(parked);
                }
            } catch (SystemError e) {
                return true; // no descriptor for it
            }
        }

        private synchronized void waitBy(Waiting present) {
            waiting = present;
        }

        /// Moves bytes until so many have been moved or a wait is long; false at the end of the source.
        private boolean move(RawSocket from, RawSocket to, Waiting by, long enough) throws Broken {
            long moved = 0;
            while (true) {
                if (pipe.held() > 0 && !drain(to, by)) {
                    return true;
                }
                int filled = fill(from, by);
                if (filled <= 0) {
                    return filled < 0;
                }
                moved += filled;
                if (moved >= enough) {
                    return true;
                }
            }
        }

        /// Waits for bytes and has them in the pipe.
        ///
        /// @return the number of bytes, 0 at the end of the source, -1 after a long wait
        private int fill(RawSocket from, Waiting by) throws Broken {
            int most = meter.allowance(Pipe.SIZE);
            limited = most < Pipe.SIZE;
            try {
                while (true) {
                    check();
                    int moved = pipe.fill(from, most);
                    if (moved >= 0) {
                        return moved;
                    }
                    if (!by.readable(from)) {
                        return -1;
                    }
                }
            } catch (IOException e) {
                throw new Broken(Moment.READING, e);
            }
        }

        /// Empties the pipe; says no after a long wait.
        private boolean drain(RawSocket to, Waiting by) throws Broken {
            try {
                while (true) {
                    check();
                    int moved = pipe.drain(to);
                    if (moved > 0) {
                        meter.moved(moved);
                    }
                    if (pipe.held() == 0) {
                        return true;
                    }
                    if (!by.writable(to)) {
                        return false;
                    }
                }
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }

        private void check() throws IOException {
            if (brokenOff || Thread.currentThread().isInterrupted()) {
                throw new ClosedChannelException();
            }
        }
    }
}
