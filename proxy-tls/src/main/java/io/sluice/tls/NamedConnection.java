package io.sluice.tls;

import io.sluice.ftp.WireText;
import io.sluice.module.ControlTls;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerNames.Alert;
import io.sluice.module.ServerNames.Answer;
import io.sluice.module.ServerTls;
import io.sluice.module.SessionView;
import io.sluice.tls.engine.Hello;
import io.sluice.tls.engine.NamedEngine;
import io.sluice.tls.engine.RefusedHello;
import io.sluice.tls.settings.TlsVersion;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// TLS on a control connection whose client may name another server in its hello (SNI): from then on it is wholly that
/// of the other server, its log and its data connections included.
final class NamedConnection implements ControlTls {
    private final SessionView session;
    private final ServerNames names;
    private final NamedEngine engine;
    private volatile ControlConnection present;

    /// @param first that of the server the connection was made to
    NamedConnection(ControlConnection first, SessionView session, ServerNames names) {
        this.session = session;
        this.names = names;
        this.present = first;
        this.engine = new NamedEngine(first.engine(), this::engine);
    }

    private SSLEngine engine(Hello hello) throws RefusedHello {
        if (hello.serverName().isPresent()) {
            var name = hello.serverName().get();
            switch (names.find(name)) {
                case Answer.Stay() -> {}
                case Answer.Refuse(var alert, var why) -> throw new RefusedHello(alert.number(), why);
                case Answer.MoveTo(var server) -> present = connection(server, name, hello);
            }
        }
        return present.engine();
    }

    private ControlConnection connection(ServerTls server, String name, Hello hello) throws RefusedHello {
        if (!(server instanceof Frontend frontend)) {
            throw new IllegalArgumentException("a server of another module");
        }
        if (frontend.settings().versions().stream().noneMatch(version -> hello.offers(version.number()))) {
            throw new RefusedHello(
                    Alert.PROTOCOL_VERSION.number(),
                    "client-requested protocol version " + versions(hello) + " not supported by TLSProtocol of SNI '"
                            + WireText.display(name) + "', rejecting client");
        }
        return frontend.connection(session, true);
    }

    private static String versions(Hello hello) {
        return EnumSet.complementOf(EnumSet.of(TlsVersion.SSL_3)).stream()
                .filter(version -> hello.versions().contains(version.number()))
                .map(TlsVersion::word)
                .collect(Collectors.joining(" "));
    }

    @Override
    public SSLEngine engine() {
        return engine;
    }

    @Override
    public Optional<String> serverName() {
        return present.serverName();
    }

    @Override
    public boolean vouchesFor(String user) {
        return present.vouchesFor(user);
    }

    @Override
    public void established() throws SSLException {
        present.established();
    }

    @Override
    public void failed(HandshakeFailure why) {
        present.failed(why);
    }

    @Override
    public void transferBegins() {
        present.transferBegins();
    }

    @Override
    public void cleared() {
        present.cleared();
    }

    @Override
    public SSLEngine data() {
        return present.data();
    }

    @Override
    public SSLEngine dataAsClient() {
        return present.dataAsClient();
    }

    @Override
    public void established(SSLEngine data) throws SSLException {
        present.established(data);
    }

    @Override
    public void failed(SSLEngine data, HandshakeFailure why) {
        present.failed(data, why);
    }
}
