package io.sluice.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.module.ControlTls;
import io.sluice.module.HandshakeFailure;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerNames.Alert;
import io.sluice.module.ServerNames.Answer;
import io.sluice.module.ServerTls;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.engine.ConscryptLibrary;
import io.sluice.tls.engine.JdkLibrary;
import io.sluice.tls.engine.OpenSslLibrary;
import io.sluice.tls.engine.TlsLibrary;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The name of a server in the hello of a client, whatever library serves that server.
class NamedConnectionTest {
    private static final String HERE = "here.example.com";
    private static final String THERE = "there.example.com";
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final Issued OF_HERE = ROOT.issue(Wish.of("CN=" + HERE).algorithm("RSA"));
    private static final Issued OF_THERE = ROOT.issue(Wish.of("CN=" + THERE).algorithm("RSA"));

    @TempDir
    private Path directory;

    /// A library, alone.
    enum Made {
        CONSCRYPT(new ConscryptLibrary()),
        OPENSSL(new OpenSslLibrary()),
        JDK(new JdkLibrary());

        private final TlsLibrary library;

        Made(TlsLibrary library) {
            this.library = library;
        }
    }

    /// Two servers; the second has further lines.
    private final class Servers {
        private final Activated active;
        private final FakeSession session = FakeSession.of();
        private final List<String> asked = new ArrayList<>();

        Servers(Made made, List<String> ofHere, String... ofThere) throws Exception {
            var lines = new ArrayList<>(List.of("TLSEngine on", certificate(OF_HERE, "here.pem")));
            lines.addAll(ofHere);
            lines.addAll(List.of("<VirtualHost 127.0.0.1>", "TLSEngine on", certificate(OF_THERE, "there.pem")));
            lines.addAll(List.of(ofThere));
            lines.add("</VirtualHost>");
            active = Activated.by(List.of(made.library), lines.toArray(String[]::new));
        }

        private String certificate(Issued issued, String file) throws Exception {
            return "TLSRSACertificateFile " + Pem.write(directory.resolve(file), issued.certificate(), issued.key());
        }

        private ServerTls there() {
            return active.server(
                    active.configuration().virtualHosts().getFirst().directives());
        }

        /// TLS that knows one other name, and refuses those it does not know.
        ControlTls tls() {
            return active.server().accept(session, name -> {
                asked.add(name);
                return switch (name) {
                    case HERE -> new Answer.Stay();
                    case THERE -> new Answer.MoveTo(there());
                    case "denied.example.com" -> new Answer.Refuse(Alert.ACCESS_DENIED, "not this one");
                    default -> new Answer.Refuse(Alert.UNRECOGNIZED_NAME, "nobody is " + name);
                };
            });
        }

        String failed(ControlTls tls, SSLException failure) {
            tls.failed(new HandshakeFailure.Refused(failure));
            assertThat(active.log()).hasSize(1);
            return active.log().getFirst();
        }
    }

    private static SSLEngine asking(Client client, int port, String name, String... versions) {
        var engine = client.engine(port, versions);
        var parameters = engine.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        engine.setSSLParameters(parameters);
        return engine;
    }

    private static SSLException refused(SSLEngine client, ControlTls tls) {
        return catchThrowableOfType(SSLException.class, () -> new Wire(client, tls.engine()).handshake());
    }

    /// The alert that a refused client is sent, as the bytes of its record.
    private static byte[] alert(SSLEngine server) throws SSLException {
        var bytes = ByteBuffer.allocate(server.getSession().getPacketBufferSize());
        assertThat(server.isOutboundDone()).isFalse();
        assertThat(server.wrap(ByteBuffer.allocate(0), bytes).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(server.isOutboundDone()).isTrue();
        var sent = new byte[bytes.flip().remaining()];
        bytes.get(sent);
        return sent;
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-01 TLS-SNI-10 the server that is named shows its certificate; data connections stay with it")
    void moves(Made made) throws Exception {
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            var servers = new Servers(made, List.of(), "TLSCipherSuite AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256");
            var tls = servers.tls();
            var client = new Client();
            new Wire(asking(client, 1, THERE, version), tls.engine()).handshake();
            tls.established();

            assertThat(client.seen).containsExactly(OF_THERE.certificate());
            assertThat(tls.serverName()).contains(THERE);
            assertThat(servers.session.notes()).containsEntry("TLS_SERVER_NAME", THERE);
            if (version.equals("TLSv1.2")) {
                assertThat(servers.session.notes()).containsEntry("TLS_CIPHER", "ECDHE-RSA-AES128-GCM-SHA256");
            }

            var data = tls.data();
            new Wire(asking(client, 1, THERE, version), data).handshake();
            tls.established(data);
            var unnamed = tls.data();
            new Wire(asking(client, 2, "denied.example.com", version), unnamed).handshake();
            assertThat(client.seen).containsExactly(OF_THERE.certificate());
            assertThat(servers.asked).containsExactly(THERE);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-01 without a name, or with its own, the server stays the one it is")
    void stays(Made made) throws Exception {
        for (String name : List.of("", HERE)) {
            var servers = new Servers(made, List.of());
            var tls = servers.tls();
            var client = new Client();
            new Wire(asking(client, 1, name), tls.engine()).handshake();
            tls.established();

            assertThat(client.seen).containsExactly(OF_HERE.certificate());
            assertThat(tls.serverName().orElse("")).isEqualTo(name);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-02 TLS-SNI-03 TLS-SNI-06 a refused name gets its alert, and the log the reason")
    void refuses(Made made) throws Exception {
        var servers = new Servers(made, List.of());
        var tls = servers.tls();
        var failure = refused(asking(new Client(), 1, "other.example.com"), tls);
        assertThat(alert(tls.engine())).containsExactly(21, 3, 3, 0, 2, 2, 112);
        assertThat(servers.failed(tls, failure)).isEqualTo("nobody is other.example.com");

        var others = new Servers(made, List.of());
        var second = others.tls();
        refused(asking(new Client(), 1, "denied.example.com"), second);
        assertThat(alert(second.engine())).containsExactly(21, 3, 3, 0, 2, 2, 49);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-07 a client without a version of the server that is named gets protocol_version")
    void versions(Made made) throws Exception {
        var servers = new Servers(made, List.of(), "TLSProtocol TLSv1.3");
        var tls = servers.tls();
        var failure = refused(asking(new Client(), 1, THERE, "TLSv1.2"), tls);

        assertThat(alert(tls.engine())).containsExactly(21, 3, 3, 0, 2, 2, 70);
        assertThat(servers.failed(tls, failure))
                .isEqualTo("client-requested protocol version TLSv1.2 not supported by TLSProtocol of SNI '" + THERE
                        + "', rejecting client");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-07 what the server that is named offers counts, and not what the one before it does")
    void versionsOfTheOther(Made made) throws Exception {
        var servers = new Servers(made, List.of("TLSProtocol TLSv1.2"), "TLSProtocol TLSv1.3");
        var client = asking(new Client(), 1, THERE, "TLSv1.3");
        new Wire(client, servers.tls().engine()).handshake();

        assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("TLS-SNI-08 with IgnoreSNI the name is not asked about")
    void ignores(Made made) throws Exception {
        var servers = new Servers(made, List.of("TLSOptions IgnoreSNI"));
        var tls = servers.tls();
        var client = new Client();
        new Wire(asking(client, 1, THERE), tls.engine()).handshake();

        assertThat(client.seen).containsExactly(OF_HERE.certificate());
        assertThat(servers.asked).isEmpty();
        assertThat(tls.serverName()).isEmpty();
    }

    @Test
    @DisplayName("TLS-SNI-01 servers may be served by different libraries")
    void mixed() throws Exception {
        var here = new Servers(Made.CONSCRYPT, List.of());
        var there = new Servers(Made.OPENSSL, List.of());
        var tls = here.active.server().accept(here.session, _ -> new Answer.MoveTo(there.there()));
        var client = new Client();
        new Wire(asking(client, 1, THERE), tls.engine()).handshake();
        tls.established();

        assertThat(client.seen).containsExactly(OF_THERE.certificate());
        assertThat(here.session.notes().get("TLS_LIBRARY_VERSION")).startsWith("OpenSSL");
    }

    @Test
    @DisplayName("TLS-SNI-01 a hello is waited for, however it comes in pieces")
    void pieces() throws Exception {
        var servers = new Servers(Made.CONSCRYPT, List.of());
        var tls = servers.tls();
        var client = asking(new Client(), 1, THERE);
        client.beginHandshake();
        var hello = ByteBuffer.allocate(client.getSession().getPacketBufferSize());
        client.wrap(ByteBuffer.allocate(0), hello);
        hello.flip();
        var plain = ByteBuffer.allocate(1 << 15);

        tls.engine().beginHandshake();
        for (int i = 0; i < hello.limit(); i++) {
            assertThat(tls.engine().unwrap(hello.slice(0, i), plain).getStatus())
                    .isEqualTo(Status.BUFFER_UNDERFLOW);
        }
        assertThat(servers.asked).isEmpty();
        assertThat(tls.engine().unwrap(hello, plain).getStatus()).isEqualTo(Status.OK);
        assertThat(servers.asked).containsExactly(THERE);
        assertThat(hello.hasRemaining()).isFalse();
    }

    @Test
    void whatIsNoHelloIsLeftToTheLibrary() throws Exception {
        var servers = new Servers(Made.CONSCRYPT, List.of());
        var tls = servers.tls();
        tls.engine().beginHandshake();
        var plain = ByteBuffer.allocate(1 << 15);
        var failure = catchThrowableOfType(
                SSLException.class,
                () -> tls.engine().unwrap(ByteBuffer.wrap("USER joe\r\n".getBytes("US-ASCII")), plain));

        assertThat(servers.failed(tls, failure)).startsWith("unable to accept TLS connection: protocol error: ");
        assertThat(servers.asked).isEmpty();
    }

    @Test
    void nobodyIsAskedWhereNamesAreUnheeded() {
        assertThat(ServerNames.UNHEEDED.find(THERE)).isEqualTo(new Answer.Stay());
    }
}
