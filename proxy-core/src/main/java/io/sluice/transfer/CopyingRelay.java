package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Copies through large direct buffers, which are pooled: a transfer holds one only while it runs, and no more than a
/// bounded number are kept for the next.
public final class CopyingRelay implements Relay {
    private static final int BUFFER_SIZE = 256 * 1024;
    private static final int MOST_KEPT = 64;

    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    @Override
    public Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
        return new Copying(source, sink, meter);
    }

    private final class Copying implements Flow {
        private final SocketChannel source;
        private final SocketChannel sink;
        private final Meter meter;

        Copying(SocketChannel source, SocketChannel sink, Meter meter) {
            this.source = source;
            this.sink = sink;
            this.meter = meter;
        }

        @Override
        public void run() throws Broken {
            var buffer = take();
            try {
                while (read(buffer)) {
                    buffer.flip();
                    write(buffer);
                    buffer.clear();
                }
                finish();
            } finally {
                give(buffer);
            }
        }

        @Override
        public void breakOff() {
            Channels.reset(source);
            Channels.reset(sink);
        }

        private boolean read(ByteBuffer buffer) throws Broken {
            buffer.limit(meter.allowance(buffer.capacity()));
            try {
                return source.read(buffer) >= 0;
            } catch (IOException e) {
                throw new Broken(Moment.READING, e);
            }
        }

        private void write(ByteBuffer buffer) throws Broken {
            try {
                while (buffer.hasRemaining()) {
                    meter.moved(sink.write(buffer));
                }
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }

        private void finish() throws Broken {
            try {
                sink.shutdownOutput();
            } catch (IOException e) {
                throw new Broken(Moment.WRITING, e);
            }
        }
    }

    private ByteBuffer take() {
        var buffer = idle.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(BUFFER_SIZE);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    private void give(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= MOST_KEPT) {
            idle.add(buffer);
        } else {
            kept.decrementAndGet();
        }
    }
}
