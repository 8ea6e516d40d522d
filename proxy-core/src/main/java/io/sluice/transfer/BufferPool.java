package io.sluice.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/// Direct buffers of one size: made as they are needed, of which a bounded number are kept for the next user.
final class BufferPool {
    private final int size;
    private final int mostKept;
    private final ConcurrentLinkedQueue<ByteBuffer> idle = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    /// @param size of each buffer, in bytes
    BufferPool(int size, int mostKept) {
        this.size = size;
        this.mostKept = mostKept;
    }

    /// An empty buffer.
    ByteBuffer take() {
        var buffer = idle.poll();
        if (buffer == null) {
            return ByteBuffer.allocateDirect(size);
        }
        kept.decrementAndGet();
        return buffer.clear();
    }

    /// Takes a buffer back, which the caller uses no more.
    void give(ByteBuffer buffer) {
        if (kept.incrementAndGet() <= mostKept) {
            idle.add(buffer);
        } else {
            kept.decrementAndGet();
        }
    }
}
