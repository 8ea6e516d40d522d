package io.sluice.transfer;

import io.sluice.log.Current;
import io.sluice.module.HandshakeFailure;
import io.sluice.net.ErrorText;
import io.sluice.session.Session;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;

/// TLS on the client's data connection of one transfer, from the handshake on.
final class FrontendTls {
    private final Transfer.Secured secured;
    private final Session session;
    private final TlsChannel channel;
    private final TlsRelay.Leg leg;

    private FrontendTls(Transfer.Secured secured, Session session, SocketChannel socket, TlsChannel channel) {
        this.secured = secured;
        this.session = session;
        this.channel = channel;
        this.leg = new TlsRelay.Leg(socket, Optional.of(channel));
    }

    /// Shakes hands, within the time the virtual host gives for it.
    ///
    /// @throws IOException if there is to be no transfer over this connection; the log has been written
    static FrontendTls begin(Transfer.Secured secured, SocketChannel socket, Session session) throws IOException {
        return ScopedValue.where(Current.SESSION, session.facts()).call(() -> begun(secured, socket, session));
    }

    private static FrontendTls begun(Transfer.Secured secured, SocketChannel socket, Session session)
            throws IOException {
        var records = secured.buffers().take();
        var protection = secured.protection();
        var engine = protection.asClient()
                ? protection.control().dataAsClient()
                : protection.control().data();
        var tls = new FrontendTls(secured, session, socket, new TlsChannel(socket, engine, records));
        try {
            tls.handshake();
            protection.control().established(engine);
            return tls;
        } catch (IOException e) {
            tls.channel.abandon();
            secured.buffers().give(records);
            throw e;
        }
    }

    private void handshake() throws IOException {
        var late = new AtomicBoolean();
        var alarm = alarm(() -> {
            late.set(true);
            Channels.close(leg.channel());
        });
        try {
            leg.channel().configureBlocking(true);
            channel.handshake();
        } catch (IOException e) {
            secured.protection().control().failed(channel.engine(), late.get() ? timedOut() : failure(e));
            throw e;
        } finally {
            alarm.ifPresent(appointment -> appointment.cancel(false));
        }
    }

    private Optional<Future<?>> alarm(Runnable work) {
        var limit = secured.protection().server().handshakeLimit();
        return limit.isPositive()
                ? Optional.of(session.services().clock().after(limit.toNanos(), work))
                : Optional.empty();
    }

    private HandshakeFailure timedOut() {
        return new HandshakeFailure.TimedOut(secured.protection().server().handshakeLimit());
    }

    private static HandshakeFailure failure(IOException e) {
        return switch (e) {
            case SSLException refused -> new HandshakeFailure.Refused(refused);
            case EOFException _ -> new HandshakeFailure.Closed();
            default -> new HandshakeFailure.Broken(new IOException(ErrorText.of(e), e));
        };
    }

    /// The flow between the client and the backend's data connection, which is not protected.
    Relay.Flow flow(SocketChannel backend, boolean upload, Optional<Translation> translation, Relay.Meter meter) {
        var other = new TlsRelay.Leg(backend, Optional.empty());
        return new TlsRelay(upload ? leg : other, upload ? other : leg, secured.buffers(), translation, meter, ends());
    }

    private TlsRelay.Ends ends() {
        return new TlsRelay.Ends(
                secured.linger(),
                (time, work) -> {
                    var appointment = session.services().clock().after(time.toNanos(), work);
                    return () -> appointment.cancel(false);
                },
                () -> {
                    session.event("mod_tls.data-end-unannounced");
                    session.services()
                            .log()
                            .debug(
                                    1,
                                    session.facts(),
                                    () -> "client closed its data connection without TLS close_notify");
                });
    }
}
