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
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The handshake on a data connection.
final class SecuredLeg {
    private final Transfer.Secured secured;
    private final Session session;
    private final SocketChannel socket;
    private final SSLEngine engine;

    private SecuredLeg(Transfer.Secured secured, SocketChannel socket, Session session) {
        this.secured = secured;
        this.session = session;
        this.socket = socket;
        this.engine = secured.engine().get();
    }

    /// Shakes hands, within the time there is for it.
    ///
    /// @throws IOException if there is to be no transfer over this connection; the log has been written
    static TlsRelay.Leg begin(Transfer.Secured secured, SocketChannel socket, TlsBuffers buffers, Session session)
            throws IOException {
        return Current.working(session.facts()).call(() -> new SecuredLeg(secured, socket, session).begun(buffers));
    }

    private TlsRelay.Leg begun(TlsBuffers buffers) throws IOException {
        var records = buffers.take();
        var channel = new TlsChannel(socket, engine, records);
        try {
            handshake(channel);
            secured.tls().established(engine);
            return new TlsRelay.Leg(socket, Optional.of(channel));
        } catch (IOException e) {
            channel.abandon();
            buffers.give(records);
            throw e;
        }
    }

    private void handshake(TlsChannel channel) throws IOException {
        var late = new AtomicBoolean();
        var alarm = alarm(() -> {
            late.set(true);
            Channels.close(socket);
        });
        try {
            socket.configureBlocking(true);
            channel.handshake();
        } catch (IOException e) {
            secured.tls()
                    .failed(engine, late.get() ? new HandshakeFailure.TimedOut(secured.handshakeLimit()) : failure(e));
            throw e;
        } finally {
            alarm.ifPresent(appointment -> appointment.cancel(false));
        }
    }

    private Optional<Future<?>> alarm(Runnable work) {
        return secured.handshakeLimit().isPositive()
                ? Optional.of(session.services()
                        .clock()
                        .after(secured.handshakeLimit().toNanos(), work))
                : Optional.empty();
    }

    private static HandshakeFailure failure(IOException e) {
        return switch (e) {
            case SSLException refused -> new HandshakeFailure.Refused(refused);
            case EOFException _ -> new HandshakeFailure.Closed();
            default -> new HandshakeFailure.Broken(new IOException(ErrorText.of(e), e));
        };
    }
}
