package io.sluice.transfer;

import io.sluice.os.Pipe;
import io.sluice.os.Pipes;
import io.sluice.os.RawSocket;
import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/// Has the kernel move the bytes through a pipe, so that they never come here. Transfers for which there is no pipe are
/// left to another relay.
///
/// While a flow runs it uses the bare descriptors of both sockets. So whoever breaks it off does not close them, but
/// wakes its thread, which leaves them alone from then on.
final class SplicingRelay implements Relay {
    private final Pipes pipes;
    private final Relay otherwise;

    SplicingRelay(Pipes pipes, Relay otherwise) {
        this.pipes = pipes;
        this.otherwise = otherwise;
    }

    @Override
    public Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return pipes.take()
                .<Flow>map(pipe -> new Splicing(pipe, source, sink, meter))
                .orElseGet(() -> otherwise.flow(source, sink, meter));
    }

    private final class Splicing implements Flow {
        private final Pipe pipe;
        private final SocketChannel source;
        private final SocketChannel sink;
        private final Meter meter;
        private final Thread thread = Thread.currentThread();
        private volatile boolean brokenOff;

        Splicing(Pipe pipe, SocketChannel source, SocketChannel sink, Meter meter) {
            this.pipe = pipe;
            this.source = source;
            this.sink = sink;
            this.meter = meter;
        }

        @Override
        public void run() throws Broken {
            try {
                var from = raw(source, Moment.READING);
                var to = raw(sink, Moment.WRITING);
                while (fill(from)) {
                    drain(to);
                }
                sink.shutdownOutput();
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            } finally {
                pipes.give(pipe);
            }
        }

        @Override
        public void breakOff() {
            brokenOff = true;
            LockSupport.unpark(thread);
        }

        private static RawSocket raw(SocketChannel channel, Moment moment) throws Broken {
            try {
                channel.configureBlocking(false);
                return new RawSocket(channel);
            } catch (IOException e) {
                throw new Broken(moment, e);
            }
        }

        /// Waits for bytes and has them in the pipe; false at the end of the source.
        private boolean fill(RawSocket from) throws Broken {
            int most = meter.allowance(Pipe.SIZE);
            try {
                while (true) {
                    check();
                    int moved = pipe.fill(from, most);
                    if (moved >= 0) {
                        return moved > 0;
                    }
                    from.awaitReadable();
                }
            } catch (IOException e) {
                throw new Broken(Moment.READING, e);
            }
        }

        private void drain(RawSocket to) throws Broken {
            try {
                while (pipe.held() > 0) {
                    check();
                    int moved = pipe.drain(to);
                    if (moved > 0) {
                        meter.moved(moved);
                    }
                    if (pipe.held() > 0) {
                        to.awaitWritable();
                    }
                }
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }

        private void check() throws IOException {
            if (brokenOff || thread.isInterrupted()) {
                throw new ClosedChannelException();
            }
        }
    }
}
