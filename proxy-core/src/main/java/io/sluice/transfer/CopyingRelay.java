package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Copies through large direct buffers, which are pooled: a transfer holds one only while it runs, and no more than a
/// bounded number are kept for the next. A flow that has moved much is lent a platform thread, until its end.
public final class CopyingRelay implements ChannelRelay {
    private static final int BUFFER_SIZE = 256 * 1024;
    private static final int MOST_KEPT = 64;
    private static final long MUCH = 8L * BUFFER_SIZE;

    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final LentThreads threads;

    public CopyingRelay() {
        this(new LentThreads());
    }

    CopyingRelay(LentThreads threads) {
        this.threads = threads;
    }

    @Override
    public void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken {
        var buffer = take();
        try {
            if (copy(source, sink, buffer, meter, MUCH)) {
                copyRest(source, sink, buffer, meter);
            }
            finish(sink);
        } finally {
            give(buffer);
        }
    }

    /// Copies to the end: on a lent thread, unless a rate to keep makes the flow wait anyway.
    private void copyRest(SocketChannel source, SocketChannel sink, ByteBuffer buffer, Meter meter) throws Broken {
        boolean limited = meter.allowance(BUFFER_SIZE) < BUFFER_SIZE;
        var copied = limited
                ? Optional.empty()
                : threads.run(() -> copy(source, sink, buffer, meter, Long.MAX_VALUE), () -> {
                    Channels.reset(source);
                    Channels.reset(sink);
                });
        if (copied.isEmpty()) {
            copy(source, sink, buffer, meter, Long.MAX_VALUE);
        }
    }

    /// Copies so many bytes; false at the end of the source.
    private static boolean copy(SocketChannel source, SocketChannel sink, ByteBuffer buffer, Meter meter, long enough)
            throws Broken {
        for (long moved = 0; moved < enough; ) {
            if (!read(source, buffer, meter)) {
                return false;
            }
            buffer.flip();
            moved += buffer.remaining();
            write(sink, buffer, meter);
            buffer.clear();
        }
        return true;
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
