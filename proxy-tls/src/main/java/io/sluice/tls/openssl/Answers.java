package io.sluice.tls.openssl;

import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.X509TrustManager;

/// What one connection has to say when OpenSSL asks Java: whose certificates are good, what becomes of its TLS
/// sessions, and how its tickets are marked. Asked in the middle of the calls of its engine, under the lock of that.
final class Answers {
    private final OpenSslContext context;
    private final Optional<SessionMark> control;
    private final Optional<Backend> backend;
    private final MemorySegment ssl;
    private final byte[] ownMark = TicketUpcalls.random();

    private boolean nameChecked;
    private Optional<X509TrustManager> judge = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    /// @param control that of the control connection, on a server's end of a data connection
    /// @param backend the server, on a client's end
    Answers(OpenSslContext context, Optional<SessionMark> control, Optional<Backend> backend, MemorySegment ssl) {
        this.context = context;
        this.control = control;
        this.backend = backend;
        this.ssl = ssl;
        nameChecked = backend.filter(Backend::nameChecked).isPresent();
    }

    OpenSslContext context() {
        return context;
    }

    boolean isClient() {
        return backend.isPresent();
    }

    /// Has the name of the server checked, if it has not been so from the start.
    void checkName() {
        nameChecked = true;
    }

    Optional<Backend> nameToCheck() {
        return nameChecked ? backend : Optional.empty();
    }

    /// Has certificates of the peer judged by this trust manager, in place of that of the context.
    void judgedBy(X509TrustManager trust) {
        judge = Optional.of(trust);
    }

    Optional<X509TrustManager> judge() {
        return judge.or(() -> context.hooks().trust);
    }

    /// What went wrong in Java while OpenSSL was calling; the first of it becomes the cause of the failure.
    void failedInside(Throwable what) {
        failure = failure.or(() -> Optional.of(what));
    }

    Optional<Throwable> failure() {
        return failure;
    }

    /// Whether the TLS session may be resumed by others later.
    boolean keepsSessions() {
        return backend.map(server -> server.resumptionKey().isPresent()).orElse(control.isEmpty());
    }

    /// Keeps a TLS session that the server has given to this client.
    void keep(byte[] session) {
        backend.flatMap(Backend::resumptionKey)
                .ifPresent(key -> context.clientSessions().keep(key, session));
    }

    /// The mark of this control connection, whose TLS session this is. Where a ticket of TLS 1.2 was resumed, which the
    /// client goes on to use, it is the one of that ticket.
    SessionMark markOf(OpenSslSession session) {
        var resumed = session.mark();
        boolean adopted = session.isResumed()
                && !session.isOf(Protocol.TLS_1_3)
                && !resumed.ticket().isEmpty();
        return adopted ? resumed : new SessionMark(resumed.id(), HexFormat.of().formatHex(ownMark));
    }

    /// The mark for tickets that are made now; none where the one that is in the resumed ticket stays.
    Optional<byte[]> markOfNewTickets() {
        boolean renewed = Ssl.SESSION_REUSED.i(ssl) == 1 && Ssl.VERSION.i(ssl) < Protocol.TLS_1_3.number();
        return renewed
                ? Optional.empty()
                : Optional.of(control.map(mark -> HexFormat.of().parseHex(mark.ticket()))
                        .orElse(ownMark));
    }
}
