package io.sluice.tls.openssl;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Cleaner;

/// An `SSL_CTX`, which is freed when it is closed, or else when nobody has it any more. Connections that are made of it
/// keep it alive for themselves.
final class ContextHandle implements AutoCloseable {
    static final Cleaner CLEANER = Cleaner.create();

    private final MemorySegment pointer;
    private final Cleaner.Cleanable cleanable;

    private ContextHandle(MemorySegment pointer) {
        this.pointer = pointer;
        cleanable = CLEANER.register(this, new Release(pointer));
    }

    static ContextHandle open() {
        OpenSsl.hindrance().ifPresent(why -> {
            throw new IllegalStateException(why);
        });
        var pointer = Ssl.CTX_NEW.p(Ssl.TLS_METHOD.p());
        Errors.check(!Memory.isNull(pointer), "context");
        return new ContextHandle(pointer);
    }

    MemorySegment pointer() {
        return pointer;
    }

    @Override
    public void close() {
        cleanable.clean();
    }

    private record Release(MemorySegment pointer) implements Runnable {
        @Override
        public void run() {
            Upcalls.unregisterContext(pointer);
            Ssl.CTX_FREE.v(pointer);
        }
    }
}
