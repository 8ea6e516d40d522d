package io.sluice.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Direct buffers for 256 KiB of data as TLS records, header and padding included. A transfer holds some only while it
/// runs, and no more than a bounded number are kept for the next.
public final class TlsBuffers {
    /// What is moved at once.
    static final int DATA = 256 * 1024;

    private static final int SIZE = DATA + 32 * 1024;
    private static final int MOST_KEPT = 128;

    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    public TlsBuffers() {}

    ByteBuffer take() {
        var buffer = idle.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(SIZE);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    void give(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= MOST_KEPT) {
            idle.add(buffer);
        } else {
            kept.decrementAndGet();
        }
    }
}
