package io.sluice.transfer;

import java.nio.ByteBuffer;

/// Direct buffers for 256 KiB of data as TLS records, header and padding included. A transfer holds some only while it
/// runs.
public final class TlsBuffers {
    /// What is moved at once.
    static final int DATA = 256 * 1024;

    private static final int ADDED = 32 * 1024;
    private static final int MOST_KEPT = 128;

    private final BufferPool pool = new BufferPool(DATA + ADDED, MOST_KEPT);

    public TlsBuffers() {}

    ByteBuffer take() {
        return pool.take();
    }

    void give(ByteBuffer buffer) {
        pool.give(buffer);
    }
}
