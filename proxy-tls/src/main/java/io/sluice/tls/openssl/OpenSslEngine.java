package io.sluice.tls.openssl;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// One connection of OpenSSL as an `SSLEngine`, made by an [OpenSslContext].
///
/// **Records.** [#unwrap(ByteBuffer, ByteBuffer)] takes one record, and only where its plain bytes certainly fit;
/// [#wrap(ByteBuffer, ByteBuffer)] makes as many as the destination has room for. Handshake messages and alerts are
/// given out in pieces of any size. Direct buffers are read and written where they are, other ones through 16 KiB of
/// memory that engines share. There are no delegated tasks: a step of a handshake is done by the call that needs it,
/// and so are the questions to Java (trust managers, stores of TLS sessions, stapling), which hold the thread's
/// carrier.
///
/// **Threads.** Calls from several threads wait for each other.
///
/// **End.** Closing one direction leaves the other alone, in all versions: `close_notify` of the peer ends reading, and
/// [#closeOutbound()] writing. A failure ends both, after the alert that wrap gives out. Once both are over, memory
/// outside the heap is given back; [#close()] does it at once, and the garbage collector if nobody does. The TLS
/// session stays readable.
public final class OpenSslEngine extends ContextBoundEngine implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final OpenSslContext context;
    private final Optional<SessionMark> control;
    private final Optional<Backend> backend;
    private final Optional<byte[]> offered;
    private final Connection connection;
    private final Answers answers;
    private final PostHandshake later;
    private final Cleaner.Cleanable memory;

    private Phase phase = Phase.NEW;
    private Outbound outbound = Outbound.OPEN;
    private boolean inboundDone;
    private boolean released;
    private ClientCertificate asked = ClientCertificate.NOT_ASKED;
    private OpenSslSession session = OpenSslSession.none(this);

    /// How far the handshake is. In LAST_FLIGHT it is over, but for what is still to be sent.
    private enum Phase {
        NEW,
        HANDSHAKE,
        LAST_FLIGHT,
        OPEN
    }

    /// In CLOSING, what is pending is the last.
    private enum Outbound {
        OPEN,
        CLOSING,
        CLOSED
    }

    OpenSslEngine(OpenSslContext context, Optional<SessionMark> control, Optional<Backend> backend) {
        this(context, control, backend, Optional.empty());
    }

    OpenSslEngine(OpenSslContext context, OpenSslEngine control) {
        this(context, Optional.empty(), Optional.of(Backend.NAMELESS), control.exported());
    }

    private OpenSslEngine(
            OpenSslContext context,
            Optional<SessionMark> control,
            Optional<Backend> backend,
            Optional<byte[]> offered) {
        super(backend.map(Backend::host).orElse(""));
        this.context = context;
        this.control = control;
        this.backend = backend;
        this.offered = offered;
        connection = Connection.open(context);
        answers = new Answers(context, control, backend, connection.ssl());
        later = new PostHandshake(connection);
        memory = ContextHandle.CLEANER.register(this, connection.release());
        Upcalls.register(connection.ssl(), answers);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        var part = Buffers.part(sources, offset, length);
        Buffers.checkWritable(target);
        lock.lock();
        try {
            return wrapped(part, target);
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    private SSLEngineResult wrapped(ByteBuffer[] sources, ByteBuffer target) throws SSLException {
        if (outbound == Outbound.CLOSED) {
            return new SSLEngineResult(Status.CLOSED, status(), 0, 0);
        }
        begin();
        if (connection.pending() > 0 || outbound == Outbound.CLOSING) {
            return flushed(target);
        }
        if (phase != Phase.OPEN) {
            return new SSLEngineResult(Status.OK, status(), 0, 0);
        }
        return encrypted(sources, target);
    }

    /// One record after the other, so that what lies between stays small.
    private SSLEngineResult encrypted(ByteBuffer[] sources, ByteBuffer target) throws SSLException {
        int consumed = 0;
        int produced = 0;
        for (long left = Buffers.remaining(sources); left > 0; left = Buffers.remaining(sources)) {
            int length = (int) Math.min(left, TlsRecord.PLAIN);
            if (target.remaining() < length + TlsRecord.OVERHEAD) {
                var status = produced == 0 ? Status.BUFFER_OVERFLOW : Status.OK;
                return new SSLEngineResult(status, status(), consumed, produced);
            }
            later.sends(length, session);
            int count = connection.write(sources, length);
            if (count < 0) {
                throw failed();
            }
            consumed += count;
            produced += connection.give(target);
        }
        return new SSLEngineResult(Status.OK, status(), consumed, produced);
    }

    private SSLEngineResult flushed(ByteBuffer target) {
        int produced = connection.give(target);
        if (connection.pending() > 0) {
            var result = produced == 0 ? Status.BUFFER_OVERFLOW : Status.OK;
            return new SSLEngineResult(result, HandshakeStatus.NEED_WRAP, 0, produced);
        }
        if (outbound == Outbound.CLOSING) {
            outbound = Outbound.CLOSED;
            releaseIfOver();
            return new SSLEngineResult(Status.CLOSED, status(), 0, produced);
        }
        if (phase == Phase.LAST_FLIGHT) {
            phase = Phase.OPEN;
            return new SSLEngineResult(Status.OK, HandshakeStatus.FINISHED, 0, produced);
        }
        return new SSLEngineResult(Status.OK, status(), 0, produced);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        var part = Buffers.part(targets, offset, length);
        Buffers.checkWritable(part);
        lock.lock();
        try {
            return unwrapped(source, part);
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    private SSLEngineResult unwrapped(ByteBuffer source, ByteBuffer[] targets) throws SSLException {
        if (inboundDone) {
            return new SSLEngineResult(Status.CLOSED, status(), 0, 0);
        }
        begin();
        if (phase != Phase.OPEN && status() == HandshakeStatus.NEED_WRAP) {
            return new SSLEngineResult(Status.OK, HandshakeStatus.NEED_WRAP, 0, 0);
        }
        if (source.remaining() < TlsRecord.HEADER || source.remaining() < TlsRecord.length(source)) {
            return new SSLEngineResult(Status.BUFFER_UNDERFLOW, status(), 0, 0);
        }
        int length = TlsRecord.length(source);
        int type = TlsRecord.type(source);
        if (phase != Phase.OPEN) {
            connection.feed(source, length);
            return shaken(length);
        }
        if (type == TlsRecord.APPLICATION_DATA && Buffers.remaining(targets) < TlsRecord.mostPlain(length)) {
            return new SSLEngineResult(Status.BUFFER_OVERFLOW, status(), 0, 0);
        }
        connection.feed(source, length);
        return read(targets, length, type);
    }

    /// Goes on with the handshake after a record.
    private SSLEngineResult shaken(int consumed) throws SSLException {
        boolean over = advance();
        if (inboundDone) {
            return new SSLEngineResult(Status.CLOSED, status(), consumed, 0);
        }
        if (over && connection.pending() == 0) {
            phase = Phase.OPEN;
            return new SSLEngineResult(Status.OK, HandshakeStatus.FINISHED, consumed, 0);
        }
        return new SSLEngineResult(Status.OK, status(), consumed, 0);
    }

    private SSLEngineResult read(ByteBuffer[] targets, int consumed, int type) throws SSLException {
        int produced = 0;
        int count;
        do {
            count = connection.read(targets);
            produced += Math.max(count, 0);
        } while (count > 0 && connection.hasMore());
        if (count == Connection.FAILED) {
            throw failed();
        }
        if (count == Connection.END) {
            inboundDone = true;
            var result = new SSLEngineResult(Status.CLOSED, status(), consumed, produced);
            releaseIfOver();
            return result;
        }
        if (type == TlsRecord.HANDSHAKE) {
            checkRenegotiation();
        }
        return new SSLEngineResult(Status.OK, status(), consumed, produced);
    }

    /// A handshake message in the clear type of TLS 1.2 and older is the start of a renegotiation, or a part of it.
    private void checkRenegotiation() throws SSLException {
        if (!getUseClientMode() && !context.hooks().renegotiation) {
            end();
            throw new SSLException("client-initiated session renegotiation detected, aborting connection");
        }
        session = OpenSslSession.of(this);
    }

    /// Takes the next step of the handshake; says whether it is over.
    private boolean advance() throws SSLException {
        int result = connection.handshake();
        switch (result) {
            case Connection.MORE -> {}
            case Connection.END -> inboundDone = true;
            case Connection.FAILED -> throw failed();
            default -> {
                phase = Phase.LAST_FLIGHT;
                session = OpenSslSession.of(this);
                keepRenewed();
            }
        }
        return result > 0;
    }

    /// Up to TLS 1.2, OpenSSL does not tell of a ticket that a client is given when it resumes.
    private void keepRenewed() {
        if (getUseClientMode() && session.isResumed() && !session.isOf(Protocol.TLS_1_3)) {
            SessionUpcalls.added(connection.ssl(), Ssl.GET_SESSION.p(connection.ssl()));
        }
    }

    private SSLException failed() {
        var reason = Errors.take();
        var inside = answers.failure().map(Throwable::getMessage).map(why -> reason + " (" + why + ")");
        var failure = phase == Phase.HANDSHAKE
                ? new SSLHandshakeException(inside.orElse(reason))
                : new SSLException(inside.orElse(reason));
        answers.failure().ifPresent(failure::initCause);
        end();
        return failure;
    }

    /// Nothing more comes in, and nothing goes out but what is pending: an alert, most often.
    private void end() {
        inboundDone = true;
        if (outbound == Outbound.OPEN) {
            outbound = connection.pending() > 0 ? Outbound.CLOSING : Outbound.CLOSED;
        }
        releaseIfOver();
    }

    @Override
    public void beginHandshake() throws SSLException {
        lock.lock();
        try {
            if (phase == Phase.OPEN) {
                updateKeys();
            } else {
                begin();
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    private void begin() throws SSLException {
        if (phase != Phase.NEW) {
            return;
        }
        phase = Phase.HANDSHAKE;
        if (backend.isEmpty()) {
            control.ifPresent(_ -> Ssl.SET_NUM_TICKETS.i(connection.ssl(), 0L));
            connection.accept();
        } else {
            var server = backend.get();
            if (server.hasName()) {
                connection.sendName(server.host());
            }
            if (answers.nameToCheck().isPresent()) {
                connection.ask(ClientCertificate.NEEDED);
            }
            offered.or(() -> server.resumptionKey().flatMap(context.clientSessions()::take))
                    .or(() -> server.otherKey().flatMap(context.clientSessions()::take))
                    .ifPresent(connection::resume);
            connection.connect();
        }
        if (advance()) {
            throw new IllegalStateException("a handshake without a peer");
        }
    }

    /// Changes the keys of both directions, in TLS 1.3 (RFC 8446 §4.6.3); what is to be sent is given out by wrap.
    ///
    /// @throws SSLException in older versions, which would have to renegotiate
    public void updateKeys() throws SSLException {
        lock.lock();
        try {
            if (phase != Phase.OPEN || outbound != Outbound.OPEN || !session.isOf(Protocol.TLS_1_3)) {
                throw new SSLException("keys are updated in open connections of TLS 1.3");
            }
            if (!later.updateKeys()) {
                throw failed();
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    /// How long keys serve. Called before the handshake.
    public void limitKeys(KeyLimits limits) {
        later.limit(limits);
    }

    /// Gives the client a further ticket, in TLS 1.3; it is given out by wrap.
    ///
    /// @throws SSLException in older versions
    public void sendTicket() throws SSLException {
        lock.lock();
        try {
            if (phase != Phase.OPEN || outbound != Outbound.OPEN || !session.isOf(Protocol.TLS_1_3)) {
                throw new SSLException("tickets are sent in open connections of TLS 1.3");
            }
            if (!later.sendTicket()) {
                throw failed();
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        lock.lock();
        try {
            return status();
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    private HandshakeStatus status() {
        if (released || phase == Phase.NEW || outbound == Outbound.CLOSED) {
            return HandshakeStatus.NOT_HANDSHAKING;
        }
        if (outbound == Outbound.CLOSING || connection.pending() > 0) {
            return HandshakeStatus.NEED_WRAP;
        }
        return phase == Phase.HANDSHAKE ? HandshakeStatus.NEED_UNWRAP : HandshakeStatus.NOT_HANDSHAKING;
    }

    @Override
    public void closeOutbound() {
        lock.lock();
        try {
            if (outbound != Outbound.OPEN) {
                return;
            }
            if (phase == Phase.LAST_FLIGHT || phase == Phase.OPEN) {
                connection.closeOutbound();
            }
            outbound = connection.pending() > 0 ? Outbound.CLOSING : Outbound.CLOSED;
            releaseIfOver();
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    /// Says that nothing more comes from the peer.
    ///
    /// @throws SSLException if it has not sent its `close_notify`
    @Override
    public void closeInbound() throws SSLException {
        lock.lock();
        try {
            if (inboundDone) {
                return;
            }
            inboundDone = true;
            releaseIfOver();
            if (phase != Phase.NEW) {
                throw new SSLException("closing inbound before receiving peer's close_notify");
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isInboundDone() {
        lock.lock();
        try {
            return inboundDone;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOutboundDone() {
        lock.lock();
        try {
            return outbound == Outbound.CLOSED;
        } finally {
            lock.unlock();
        }
    }

    /// Ends both directions at once, and gives memory back. What is pending is lost.
    @Override
    public void close() {
        lock.lock();
        try {
            inboundDone = true;
            outbound = Outbound.CLOSED;
            releaseIfOver();
        } finally {
            lock.unlock();
        }
    }

    private void releaseIfOver() {
        if (inboundDone && outbound == Outbound.CLOSED && !released) {
            released = true;
            memory.clean();
        }
    }

    /// Certificates of the peer are judged by this trust manager, in place of that of the context, which must have one.
    /// Called before the handshake.
    public void judgedBy(X509TrustManager trust) {
        answers.judgedBy(trust);
        if (getUseClientMode()) {
            connection.ask(ClientCertificate.NEEDED);
        }
    }

    /// Whether, and how, this data connection has resumed the TLS session of a control connection.
    public Resumption resumptionOf(SessionMark mark) {
        if (!session.isResumed()) {
            return Resumption.NONE;
        }
        return session.mark().isOf(mark) ? Resumption.OF_CONTROL : Resumption.OF_ANOTHER;
    }

    /// The mark of this control connection, once the handshake is over. Where a ticket of TLS 1.2 was resumed, which
    /// the client goes on to use, it is the one of that ticket.
    public SessionMark mark() {
        return answers.markOf(session);
    }

    /// The OCSP response that the server has stapled, on a client that has asked for one, once the handshake is over.
    public Optional<byte[]> stapledResponse() {
        return session.stapledResponse();
    }

    /// The TLS session; before the handshake is over, one that says so.
    @Override
    public OpenSslSession getSession() {
        return session;
    }

    @Override
    public @Nullable String getApplicationProtocol() {
        return phase == Phase.NEW || phase == Phase.HANDSHAKE ? null : session.applicationProtocol();
    }

    /// Names for SNI and the check of the name of the server, and application protocols, of a client; whether clients
    /// are asked for a certificate, of a server. The rest is that of the context.
    @Override
    public void setSSLParameters(SSLParameters parameters) {
        super.setSSLParameters(parameters);
        lock.lock();
        try {
            if (parameters.getServerNames() != null) {
                parameters.getServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .forEach(name -> connection.sendName(((SNIHostName) name).getAsciiName()));
            }
            if (parameters.getEndpointIdentificationAlgorithm() != null && backend.isPresent()) {
                answers.checkName();
            }
            if (parameters.getApplicationProtocols().length > 0 && backend.isPresent()) {
                connection.offer(List.of(parameters.getApplicationProtocols()));
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    @Override
    public boolean getUseClientMode() {
        return backend.isPresent();
    }

    @Override
    public void setNeedClientAuth(boolean need) {
        ask(need ? ClientCertificate.NEEDED : ClientCertificate.NOT_ASKED);
    }

    @Override
    public void setWantClientAuth(boolean want) {
        ask(want ? ClientCertificate.WANTED : ClientCertificate.NOT_ASKED);
    }

    private void ask(ClientCertificate asked) {
        lock.lock();
        try {
            this.asked = asked;
            if (!getUseClientMode() && !released) {
                connection.ask(asked);
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    @Override
    public boolean getNeedClientAuth() {
        return asked == ClientCertificate.NEEDED;
    }

    @Override
    public boolean getWantClientAuth() {
        return asked == ClientCertificate.WANTED;
    }

    Connection connection() {
        return connection;
    }

    /// The TLS session, while the connection is there.
    private Optional<byte[]> exported() {
        lock.lock();
        try {
            return released ? Optional.empty() : Memory.der(Ssl.I2D_SSL_SESSION, Ssl.GET_SESSION.p(connection.ssl()));
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }

    /// Has nobody resume this TLS session again.
    void forgetSession() {
        lock.lock();
        try {
            if (!released) {
                Ssl.CTX_REMOVE_SESSION.i(context.pointer(), Ssl.GET_SESSION.p(connection.ssl()));
            }
        } finally {
            Reference.reachabilityFence(this);
            lock.unlock();
        }
    }
}
