package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.BackendUrl.Protocol;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// An FTP server introduces itself.
record FtpHandshake(Session session, Optional<BackendSecurity> security, KnownFeatures features) implements Handshake<FtpHandshake.Greeted> {

    /// A backend, and how it has greeted.
    record Greeted(FtpBackend backend, Reply greeting) {}

    static FtpHandshake of(ProxyHost host, Session session) {
        return new FtpHandshake(session, BackendSecurity.of(session, host.tls()), host.features());
    }

    @Override
    public boolean isFor(BackendUrl url) {
        return url.protocol() != Protocol.SFTP;
    }

    @Override
    public void begin(
            Member member, SocketChannel channel, Optional<byte[]> header, Handshake.Listener<Greeted> listener)
            throws IOException {
        var backend = new FtpBackend(
                member,
                channel,
                session.services().clock().sends(),
                session.settings().longestSend());
        Closeable connection = backend::close;
        listener.holds(connection);
        header.ifPresent(backend::sendHeader);
        new Introduction(backend, session.services().clock(), security, features, new Told(listener)).begin(session.reactor());
    }

    private record Told(Handshake.Listener<Greeted> listener) implements Introduction.Listener {
        @Override
        public void greeted() {
            listener.greeted();
        }

        @Override
        public void introduced(FtpBackend backend, Reply greeting) {
            listener.ready(new Greeted(backend, greeting));
        }

        @Override
        public void failed(ConnectFailure why, Introduction.During during, String error) {
            var name = listener.place();
            var what = switch (during) {
                case BANNER -> "unable to read banner from server " + name + ": ";
                case REFUSAL -> "received banner from backend " + name + ", DISCONNECTING: ";
                case TLS -> "unable to open control connection to " + name + ": ";
                case FEATURES -> "unable to learn the features of backend " + name + ": ";
            };
            listener.failed(why, what + error);
        }

        @Override
        public void tooEarly(Reply reply) {
            listener.noticed("backend " + listener.place() + " sent '" + reply.code() + " "
                    + WireText.display(reply.text()) + "' before it was asked for anything, ignored");
        }
    }
}
