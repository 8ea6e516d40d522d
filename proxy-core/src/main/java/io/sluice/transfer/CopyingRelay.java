package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Copies through large direct buffers, which are pooled: a transfer holds one only while it runs, and no more than a
/// bounded number are kept for the next.
public final class CopyingRelay implements ChannelRelay {
    private static final int BUFFER_SIZE = 256 * 1024;
    private static final int MOST_KEPT = 64;

    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    @Override
    public void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken {
        var buffer = take();
        try {
            while (read(source, buffer, meter)) {
                buffer.flip();
                write(sink, buffer, meter);
                buffer.clear();
            }
            finish(sink);
        } finally {
            give(buffer);
        }
    }

    private static boolean read(SocketChannel source, ByteBuffer buffer, Meter meter) throws Broken {
        buffer.limit(meter.allowance(buffer.capacity()));
        try {
            return source.read(buffer) >= 0;
        } catch (IOException e) {
            throw new Broken(Moment.READING, e);
        }
    }

    private static void write(SocketChannel sink, ByteBuffer buffer, Meter meter) throws Broken {
        try {
            while (buffer.hasRemaining()) {
                meter.moved(sink.write(buffer));
            }
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
        }
    }

    private static void finish(SocketChannel sink) throws Broken {
        try {
            sink.shutdownOutput();
        } catch (IOException e) {
            throw new Broken(Moment.WRITING, e);
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
