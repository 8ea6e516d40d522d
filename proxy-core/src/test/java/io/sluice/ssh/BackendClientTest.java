package io.sluice.ssh;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BoundedPattern;
import io.sluice.config.DirectiveSet;
import io.sluice.datastore.SqliteDatastore;
import io.sluice.peers.Program;
import io.sluice.ssh.BackendSshSettings.Match;
import io.sluice.ssh.BackendSshSettings.Option;
import io.sluice.ssh.BackendSshSettings.Packing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.core.CoreModuleProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Key exchanges with a real sshd.
class BackendClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<String> lines = Collections.synchronizedList(new ArrayList<>());
    private Path ed25519;
    private KnownHosts hosts;

    @BeforeEach
    void keys() {
        ed25519 = Programs.key(folder.resolve("ed25519"), "-t", "ed25519", "-N", "");
        hosts = new KnownHosts(owned(new SqliteDatastore(folder)), lines::add);
    }

    @AfterEach
    void closed() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
    }

    private <C extends AutoCloseable> C owned(C each) {
        open.add(each);
        return each;
    }

    private Sshd sshd(String directives, Path... keys) {
        return owned(Sshd.start(folder, directives, keys));
    }

    /// What came of a key exchange.
    private record Met(ClientSession session, boolean exchanged) {
        String negotiated(KexProposalOption what) {
            return session.getNegotiatedKexParameter(what);
        }
    }

    private Met meet(Sshd server, BackendSshSettings settings, String version) throws IOException {
        return await(begin(server.port(), settings, version));
    }

    private ClientSession begin(int port, BackendSshSettings settings, String version) throws IOException {
        var client = owned(BackendClient.of(settings, version));
        client.setSessionFactory(new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession socket) throws Exception {
                var backend = new KnownHosts.Server(1, "sftp://127.0.0.1:" + port);
                return new BackendClientSession(
                        getClient(), socket, settings, hosts.of(backend, settings.verify(), lines::add));
            }
        });
        client.start();
        return owned(
                client.connect("nobody", "127.0.0.1", port).verify(PATIENCE).getSession());
    }

    private static Met await(ClientSession session) {
        var events = session.waitFor(EnumSet.of(ClientSessionEvent.WAIT_AUTH, ClientSessionEvent.CLOSED), PATIENCE);
        return new Met(session, !events.contains(ClientSessionEvent.CLOSED));
    }

    private Met meet(Sshd server, BackendSshSettings settings) throws IOException {
        return meet(server, settings, "mod_proxy/1.2.3");
    }

    private static BackendSshSettings with(Option... options) {
        return BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.OPTIONS, Set.of(options))
                .build());
    }

    private static BackendSshSettings with(VerifyServer verify) {
        return BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.VERIFY_SERVER, verify)
                .build());
    }

    @Test
    @DisplayName("PROXY-SSH-08 the algorithms of the directives are used, PROXY-SSH-16 and the version is told")
    void algorithms() throws IOException {
        var server = sshd("", ed25519);
        var settings = BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.CIPHERS, List.of("aes192-ctr", "aes128-ctr"))
                .put(BackendSshDirectives.DIGESTS, List.of("hmac-sha2-512-etm@openssh.com"))
                .put(BackendSshDirectives.KEY_EXCHANGES, List.of("ecdh-sha2-nistp384"))
                .build());

        var met = meet(server, settings);

        assertThat(met.exchanged()).isTrue();
        assertThat(met.negotiated(KexProposalOption.C2SENC)).isEqualTo("aes192-ctr");
        assertThat(met.negotiated(KexProposalOption.S2CMAC)).isEqualTo("hmac-sha2-512-etm@openssh.com");
        assertThat(met.negotiated(KexProposalOption.ALGORITHMS)).isEqualTo("ecdh-sha2-nistp384");
        assertThat(server.log()).contains("remote software version mod_proxy/1.2.3");
    }

    static List<String> exchanges() {
        var known =
                Programs.run(Program.of("ssh").toString(), "-Q", "kex").lines().toList();
        return AlgorithmKind.KEY_EXCHANGE.usual().stream()
                .filter(known::contains)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("exchanges")
    @DisplayName("PROXY-SSH-08 every key exchange that sshd has works")
    void everyExchange(String exchange) throws IOException {
        var server = sshd("KexAlgorithms " + exchange, ed25519);

        assertThat(meet(server, BackendSshSettings.usual()).negotiated(KexProposalOption.ALGORITHMS))
                .isEqualTo(exchange);
    }

    @Test
    @DisplayName("PROXY-SSH-08 a backend that has none of the algorithms is not spoken with")
    void nothingInCommon() throws IOException {
        var server = sshd("Ciphers aes256-gcm@openssh.com", ed25519);
        var settings = BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.CIPHERS, List.of("aes128-ctr"))
                .build());

        assertThat(meet(server, settings).exchanged()).isFalse();
    }

    @Test
    @DisplayName("PROXY-SSH-08 weak groups are for AllowWeakDH")
    void weakGroups() throws IOException {
        var server = sshd("KexAlgorithms diffie-hellman-group1-sha1", ed25519);

        assertThat(meet(server, BackendSshSettings.usual()).exchanged()).isFalse();
        assertThat(meet(server, with(Option.AllowWeakDH)).exchanged()).isTrue();
        assertThat(CoreModuleProperties.PROP_DHGEX_CLIENT_MIN_KEY.get(
                        BackendClient.of(BackendSshSettings.usual(), "x")))
                .contains(2048);
        assertThat(CoreModuleProperties.PROP_DHGEX_CLIENT_MIN_KEY.get(BackendClient.of(with(Option.AllowWeakDH), "x")))
                .contains(1024);
    }

    @Test
    @DisplayName("PROXY-SSH-09 strict key exchange and extensions are offered, unless they are switched off")
    void extensions() throws IOException {
        var server = sshd("", ed25519);

        assertThat(meet(server, BackendSshSettings.usual()).exchanged()).isTrue();
        assertThat(offered(server)).contains("kex-strict-c-v00@openssh.com").contains("ext-info-c");
        server.restart("", ed25519);
        assertThat(meet(server, with(Option.NoStrictKex)).exchanged()).isTrue();
        assertThat(offered(server)).doesNotContain("kex-strict-c").contains("ext-info-c");
        server.restart("", ed25519);
        assertThat(meet(server, with(Option.NoExtensionNegotiation)).exchanged())
                .isTrue();
        assertThat(offered(server)).doesNotContain("ext-info-c").contains("kex-strict-c");
    }

    /// The key exchanges that the last client offered, as the server saw them.
    private static String offered(Sshd server) {
        var log = server.log();
        int from = log.lastIndexOf("peer client KEXINIT proposal");
        assertThat(from).isNotNegative();
        return log.substring(from).lines().skip(1).findFirst().orElseThrow();
    }

    @Test
    @DisplayName("PROXY-SSH-09 the first packet follows the version at once")
    void optimistic() throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var backend = meetsSilence(listener, BackendSshSettings.usual())) {
            assertThat(line(backend)).isEqualTo("SSH-2.0-mod_proxy");
            assertThat(backend.getInputStream().read())
                    .as("the length of a packet")
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PessimisticKexinit", "OldProtocolCompat"})
    @DisplayName("PROXY-SSH-09 PessimisticKexinit and OldProtocolCompat wait for the backend's version")
    void pessimistic(Option option) throws IOException {
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var backend = meetsSilence(listener, with(option))) {
            assertThat(line(backend)).isEqualTo("SSH-2.0-mod_proxy");
            backend.setSoTimeout(200);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> backend.getInputStream().read());

            backend.setSoTimeout((int) PATIENCE.toMillis());
            backend.getOutputStream().write("SSH-2.0-slow\r\n".getBytes(US_ASCII));
            assertThat(backend.getInputStream().read())
                    .as("the length of a packet")
                    .isZero();
        }
    }

    /// A connection to a backend that says nothing of its own accord.
    private Socket meetsSilence(ServerSocket listener, BackendSshSettings settings) throws IOException {
        var client = owned(BackendClient.of(settings, "mod_proxy"));
        client.start();
        client.connect("nobody", "127.0.0.1", listener.getLocalPort());
        listener.setSoTimeout((int) PATIENCE.toMillis());
        var backend = listener.accept();
        backend.setSoTimeout((int) PATIENCE.toMillis());
        return backend;
    }

    private static String line(Socket backend) throws IOException {
        var text = new StringBuilder();
        for (int each = backend.getInputStream().read();
                each != '\n';
                each = backend.getInputStream().read()) {
            assertThat(each).as("a byte behind '" + text + "'").isNotNegative();
            text.append((char) each);
        }
        return text.toString().stripTrailing();
    }

    @ParameterizedTest
    @CsvSource({".*, true, true", "^OpenSSH_[0-9.p]+$, true, true", ".*, false, false", "Debian, true, false"})
    @DisplayName("PROXY-SSH-09 with pessimisticNewkeys a backend that matches takes new keys into use first")
    void newKeys(String version, boolean pessimistic, boolean waits) throws Exception {
        var server = sshd("", ed25519);
        var relay = owned(new NewKeysRelay(server.port()));
        var settings = BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.SERVER_MATCH, new Match(BoundedPattern.compile(version, false), pessimistic))
                .build());

        var session = begin(relay.port(), settings, "mod_proxy");

        assertThat(relay.heardWithin(waits ? 200 : PATIENCE.toMillis())).isEqualTo(!waits);
        relay.letPass();
        assertThat(await(session).exchanged()).isTrue();
        assertThat(relay.heardWithin(PATIENCE.toMillis())).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("PROXY-SSH-14 compression is offered as the directive says")
    void compression(Packing packing) throws IOException {
        var server = sshd("Compression yes", ed25519);
        var settings = BackendSshSettings.of(new DirectiveSet.Builder()
                .put(BackendSshDirectives.COMPRESSION, packing)
                .build());

        assertThat(meet(server, settings).negotiated(KexProposalOption.C2SCOMP))
                .isEqualTo(
                        switch (packing) {
                            case OFF -> "none";
                            case ON -> "none"; // sshd has given up zlib
                            case DELAYED -> "zlib@openssh.com";
                        });
    }

    @Test
    @DisplayName("PROXY-SSH-07 with a changed host key off goes on, log goes on, on does not")
    void changedKey() throws IOException {
        var other = Programs.key(folder.resolve("other"), "-t", "ed25519", "-N", "");
        var third = Programs.key(folder.resolve("third"), "-t", "ed25519", "-N", "");
        var server = sshd("", ed25519);
        assertThat(meet(server, with(VerifyServer.OFF)).exchanged()).isTrue();
        assertThat(lines).isEmpty();

        server.restart("", other);
        assertThat(meet(server, with(VerifyServer.ON)).exchanged()).isFalse();
        assertThat(lines)
                .singleElement()
                .asString()
                .contains("ProxySFTPVerifyServer is enabled", fingerprint(ed25519))
                .contains(fingerprint(other));
        assertThat(meet(server, with(VerifyServer.LOG)).exchanged()).isTrue();
        assertThat(meet(server, with(VerifyServer.OFF)).exchanged()).isTrue();
        assertThat(meet(server, with(VerifyServer.ON)).exchanged()).isTrue();

        server.restart("", third);
        assertThat(meet(server, with(VerifyServer.ON)).exchanged()).isFalse();
    }

    private static String fingerprint(Path key) {
        return Programs.run(Program.of("ssh-keygen").toString(), "-l", "-f", key + ".pub")
                .split(" ")[1];
    }

    @Test
    @DisplayName("PROXY-SSH-07 a backend that gets more keys is asked for the one that is known")
    void moreKeys() throws IOException {
        var rsa = Programs.key(folder.resolve("rsa"), "-t", "rsa", "-b", "2048", "-N", "");
        var server = sshd("", rsa);
        assertThat(meet(server, with(VerifyServer.ON)).negotiated(KexProposalOption.SERVERKEYS))
                .isEqualTo("rsa-sha2-512");

        server.restart("", ed25519, rsa);
        var met = meet(server, with(VerifyServer.ON));

        assertThat(met.exchanged()).isTrue();
        assertThat(met.negotiated(KexProposalOption.SERVERKEYS)).isEqualTo("rsa-sha2-512");
    }
}
