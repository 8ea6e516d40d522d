package io.sluice.tls.openssl;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;

/// An `SSL` between two memory BIOs: what the peer has sent goes in at one, what it is to get comes out at the other.
/// One thread at a time.
final class Connection {
    /// Results that are no number of bytes: it needs more from the peer; the peer has closed its direction; it failed,
    /// and [Errors] has the reason.
    static final int MORE = -1;

    static final int END = -2;
    static final int FAILED = -3;

    private static final int SSL_ERROR_WANT_READ = 2;
    private static final int SSL_ERROR_WANT_WRITE = 3;
    private static final int SSL_ERROR_ZERO_RETURN = 6;
    private static final int SSL_SENT_AND_RECEIVED_SHUTDOWN = 3;
    private static final int SSL_CTRL_SET_TLSEXT_HOSTNAME = 55;

    private final MemorySegment ssl;
    private final MemorySegment in;
    private final MemorySegment out;

    private Connection(MemorySegment ssl, MemorySegment in, MemorySegment out) {
        this.ssl = ssl;
        this.in = in;
        this.out = out;
    }

    static Connection open(OpenSslContext context) {
        var ssl = Ssl.NEW.p(context.pointer());
        Errors.check(!Memory.isNull(ssl), "connection");
        var in = Crypto.BIO_NEW.p(Crypto.BIO_S_MEM.p());
        var out = Crypto.BIO_NEW.p(Crypto.BIO_S_MEM.p());
        Ssl.SET_BIO.v(ssl, in, out);
        return new Connection(ssl, in, out);
    }

    MemorySegment ssl() {
        return ssl;
    }

    /// Frees it. Its TLS session stays good, unless the connection has failed; OpenSSL would not resume one that ended
    /// without `close_notify`, as many do.
    Runnable release() {
        return new Release(ssl);
    }

    void accept() {
        Ssl.SET_ACCEPT_STATE.v(ssl);
    }

    void connect() {
        Ssl.SET_CONNECT_STATE.v(ssl);
    }

    void ask(ClientCertificate asked) {
        Ssl.SET_VERIFY.v(ssl, asked.mode(), MemorySegment.NULL);
    }

    void sendName(String host) {
        Memory.withText(host, text -> (int) Ssl.CTRL.l(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, 0, text));
    }

    void offer(List<String> applicationProtocols) {
        try (var arena = Arena.ofConfined()) {
            var list = Memory.copy(arena, OpenSslContextBuilder.alpn(applicationProtocols));
            Ssl.SET_ALPN_PROTOS.i(ssl, list, (int) list.byteSize());
        }
    }

    void resume(byte[] session) {
        var made = SessionUpcalls.parsed(session);
        if (!Memory.isNull(made)) {
            Ssl.SET_SESSION.i(ssl, made);
            Ssl.SESSION_FREE.v(made);
        }
    }

    /// Bytes that are to be sent.
    long pending() {
        return Crypto.BIO_CTRL_PENDING.l(out);
    }

    /// Takes that many bytes of what the peer has sent.
    void feed(ByteBuffer from, int length) {
        var bytes = MemorySegment.ofBuffer(from).asSlice(0, length);
        int taken = Crypto.BIO_WRITE.i(in, bytes, length);
        Errors.check(taken == length, "memory");
        from.position(from.position() + length);
    }

    /// Gives what is to be sent, as far as there is room.
    int give(ByteBuffer to) {
        int length = (int) Math.min(pending(), to.remaining());
        int given = length == 0 ? 0 : Crypto.BIO_READ.i(out, MemorySegment.ofBuffer(to), length);
        Errors.check(given == length, "memory");
        to.position(to.position() + length);
        return length;
    }

    /// Goes on with the handshake; a positive number means that it is over.
    int handshake() {
        Errors.clear();
        int result = Ssl.DO_HANDSHAKE.i(ssl);
        return result > 0 ? result : failure(result);
    }

    /// Reads plain bytes: what is left of one record.
    int read(ByteBuffer[] targets) {
        var one = only(targets);
        if (one.isPresent()) {
            var target = one.get();
            int count = read(MemorySegment.ofBuffer(target), target.remaining());
            target.position(target.position() + Math.max(count, 0));
            return count;
        }
        var scratch = Scratch.take();
        int count = read(scratch, TlsRecord.PLAIN);
        var bytes = scratch.asByteBuffer().limit(Math.max(count, 0));
        for (var target : targets) {
            int part = Math.min(target.remaining(), bytes.remaining());
            target.put(bytes.slice(bytes.position(), part));
            bytes.position(bytes.position() + part);
        }
        Scratch.giveBack(scratch);
        return count;
    }

    private int read(MemorySegment room, int size) {
        Errors.clear();
        int count = Ssl.READ.i(ssl, room, size);
        return count > 0 ? count : failure(count);
    }

    /// Plain bytes of the last record that were not read.
    boolean hasMore() {
        return Ssl.PENDING.i(ssl) > 0;
    }

    /// Encrypts plain bytes, at most as many as given.
    int write(ByteBuffer[] sources, int most) {
        for (var source : sources) {
            int length = Math.min(source.remaining(), most);
            if (source.isDirect() && length == most) {
                int count = write(MemorySegment.ofBuffer(source), length);
                source.position(source.position() + Math.max(count, 0));
                return count;
            }
            if (source.hasRemaining()) {
                break;
            }
        }
        var scratch = Scratch.take();
        var bytes = scratch.asByteBuffer().limit(Math.min(most, TlsRecord.PLAIN));
        for (var source : sources) {
            int part = Math.min(source.remaining(), bytes.remaining());
            bytes.put(source.slice(source.position(), part));
            source.position(source.position() + part);
        }
        int count = write(scratch, bytes.position());
        Scratch.giveBack(scratch);
        return count;
    }

    private int write(MemorySegment bytes, int length) {
        Errors.clear();
        int count = Ssl.WRITE.i(ssl, bytes, length);
        return count > 0 ? count : failure(count);
    }

    /// Makes the `close_notify`; there is none before the handshake is over.
    void closeOutbound() {
        Ssl.SHUTDOWN.i(ssl);
        Errors.clear();
    }

    private int failure(int result) {
        return switch (Ssl.GET_ERROR.i(ssl, result)) {
            case SSL_ERROR_WANT_READ, SSL_ERROR_WANT_WRITE -> MORE;
            case SSL_ERROR_ZERO_RETURN -> END;
            default -> FAILED;
        };
    }

    /// The one buffer that can be read into where it is.
    private static Optional<ByteBuffer> only(ByteBuffer[] buffers) {
        return buffers.length == 1 && buffers[0].isDirect() && buffers[0].hasRemaining()
                ? Optional.of(buffers[0])
                : Optional.empty();
    }

    private record Release(MemorySegment ssl) implements Runnable {
        @Override
        public void run() {
            Upcalls.unregister(ssl);
            Ssl.SET_SHUTDOWN.v(ssl, SSL_SENT_AND_RECEIVED_SHUTDOWN);
            Ssl.FREE.v(ssl);
        }
    }

    /// Room for one record's plain bytes, for buffers that the library cannot see.
    private static final class Scratch {
        private static final ArrayBlockingQueue<MemorySegment> FREE = new ArrayBlockingQueue<>(64);

        static MemorySegment take() {
            var free = FREE.poll();
            return free != null ? free : Arena.ofAuto().allocate(TlsRecord.PLAIN);
        }

        static void giveBack(MemorySegment scratch) {
            var kept = FREE.offer(scratch);
            assert kept || FREE.remainingCapacity() == 0;
        }
    }
}
