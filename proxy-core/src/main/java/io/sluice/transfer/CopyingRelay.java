package io.sluice.transfer;

import io.sluice.session.SessionEvent.Moment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// Copies through direct buffers, which are pooled. A flow that has moved much is lent a platform thread until its end,
/// and a larger buffer: fewer, longer calls cost less, and no more flows than there are such threads have one.
public final class CopyingRelay implements ChannelRelay {
    private static final int SMALL = 256 * 1024;
    private static final int LARGE = 1024 * 1024;
    private static final int MOST_KEPT = 64;
    private static final int MOST_LARGE_KEPT = 8;
    private static final long MUCH = 8L * SMALL;

    private final BufferPool small = new BufferPool(SMALL, MOST_KEPT);
    private final BufferPool large = new BufferPool(LARGE, MOST_LARGE_KEPT);
    private final LentThreads threads;

    public CopyingRelay() {
        this(new LentThreads());
    }

    CopyingRelay(LentThreads threads) {
        this.threads = threads;
    }

    @Override
    public void run(SocketChannel source, SocketChannel sink, Meter meter) throws Broken {
        if (copy(source, sink, small, meter, MUCH)) {
            copyRest(source, sink, meter);
        }
        Relay.finish(sink);
    }

    /// Copies to the end: on a lent thread, unless a rate to keep makes the flow wait anyway.
    private void copyRest(SocketChannel source, SocketChannel sink, Meter meter) throws Broken {
        boolean limited = meter.allowance(SMALL) < SMALL;
        var copied = limited
                ? Optional.empty()
                : threads.run(() -> copy(source, sink, large, meter, Long.MAX_VALUE), () -> {
                    Channels.reset(source);
                    Channels.reset(sink);
                });
        if (copied.isEmpty()) {
            copy(source, sink, small, meter, Long.MAX_VALUE);
        }
    }

    /// Copies so many bytes; false at the end of the source.
    private static boolean copy(SocketChannel source, SocketChannel sink, BufferPool pool, Meter meter, long enough)
            throws Broken {
        var buffer = pool.take();
        try {
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
        } finally {
            pool.give(buffer);
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
}
