package io.sluice.proxy;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.BackendTls;
import io.sluice.module.CoreServices;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.BackendUrl.Protocol;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Session;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// An FTP server introduces itself.
record FtpHandshake(Session session, Optional<BackendTls> tls, KnownFeatures features, Journal journal)
        implements Handshake<FtpHandshake.Greeted> {

    /// A backend, and how it has greeted.
    record Greeted(FtpBackend backend, Reply greeting) {}

    static FtpHandshake of(ProxyHost host, Session session) {
        return new FtpHandshake(session, host.tls(), host.features(), host.journal());
    }

    @Override
    public Optional<Hindrance> hindrance(BackendUrl url, TlsNeed need) {
        if (url.protocol() == Protocol.SFTP) {
            return Optional.of(Hindrance.OTHER_PROTOCOL);
        }
        return need.demanded() && BackendSecurity.of(session, tls, need).isEmpty()
                ? Optional.of(new Hindrance(
                        "Operation not permitted",
                        "needs TLS, "
                                + (tls.isPresent() ? "and ProxyTLSEngine is off" : "which no loaded module offers")))
                : Optional.empty();
    }

    @Override
    public void begin(
            Member member,
            TlsNeed need,
            SocketChannel channel,
            Optional<byte[]> header,
            Handshake.Listener<Greeted> listener)
            throws IOException {
        var backend = new FtpBackend(
                member,
                channel,
                session.services().clock().sends(),
                session.settings().longestSend());
        Closeable connection = backend::close;
        listener.holds(connection);
        header.ifPresent(backend::sendHeader);
        new Introduction(
                        backend,
                        session.services().clock(),
                        BackendSecurity.of(session, tls, need),
                        features,
                        new Told(listener, session, journal))
                .begin(session.reactor());
    }

    private record Told(Handshake.Listener<Greeted> listener, Session session, Journal journal)
            implements Introduction.Listener {
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

        @Override
        public void remark(String text) {
            listener.noticed(text);
        }

        @Override
        public CoreServices.Journal log() {
            return new CoreServices.Journal() {
                @Override
                public void log(String text) {
                    journal.info(session, () -> text);
                }

                @Override
                public void refusal(String text) {
                    journal.notice(session, text);
                }
            };
        }
    }
}
