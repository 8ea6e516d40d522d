package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.FtpClient;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Clients that name their server themselves, as people and their programs do.
class ForwardProxyIT {
    private static final int SIZE = 1_000_003;

    @RegisterExtension
    final Scene scene = new Scene();

    static Stream<Arguments> everyClientAndServer() {
        return Arrays.stream(FtpClient.Kind.values())
                .flatMap(client -> Stream.of(FtpServer.Kind.PROFTPD, FtpServer.Kind.VSFTPD)
                        .map(server -> Arguments.of(client, server)));
    }

    private SluiceProcess gateway(String method) {
        return gateway(SluiceConfiguration.forward(scene, method).withProxyUser("ada"));
    }

    private SluiceProcess gateway(SluiceConfiguration configuration) {
        return SluiceProcess.start(scene, configuration);
    }

    /// Where a client goes that says `user@host:port` in place of its name.
    private static Endpoint through(SluiceProcess gateway, FtpServer server) {
        return new Endpoint("127.0.0.1", gateway.port(), named(server), server.folder());
    }

    private static Account named(FtpServer server) {
        return new Account(
                server.account().name() + "@127.0.0.1:" + server.port(),
                server.account().password());
    }

    private static void sees(String file, RawClient client) throws IOException {
        client.asks("TYPE I", 200);
        client.asks("SIZE " + file, 213);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @MethodSource("everyClientAndServer")
    @DisplayName("PROXY-FWD-03 user@host:port is all a client needs to say")
    void clientsSayWhereTheyWantToGo(FtpClient.Kind clientKind, FtpServer.Kind serverKind) throws IOException {
        var server = serverKind.start(scene);
        var remote = TestFiles.random(server.home().resolve("file"), SIZE, 1);
        var local = scene.folder("local");
        var upload = TestFiles.random(local.resolve("upload"), SIZE, 2);
        var endpoint = through(gateway("user@host"), server);
        var passive = clientKind.in(scene, DataMode.EPSV);
        var active = clientKind.in(scene, DataMode.PORT);

        assertThat(passive.names(endpoint)).contains("file");
        passive.download(endpoint, "file", local.resolve("passive"));
        active.download(endpoint, "file", local.resolve("active"));
        passive.upload(endpoint, upload, "from-passive");
        active.upload(endpoint, upload, "from-active");

        assertThat(local.resolve("passive")).hasSameBinaryContentAs(remote);
        assertThat(local.resolve("active")).hasSameBinaryContentAs(remote);
        assertThat(server.home().resolve("from-passive")).hasSameBinaryContentAs(upload);
        assertThat(server.home().resolve("from-active")).hasSameBinaryContentAs(upload);
    }

    @Test
    @DisplayName("PROXY-FWD-17 one session fails at one server and goes on to the next, another to a third")
    void oneServerAfterTheOther() throws IOException {
        var first = FtpServer.Kind.PROFTPD.start(scene);
        var second = FtpServer.Kind.VSFTPD.start(scene);
        TestFiles.random(first.home().resolve("one"), 100, 3);
        TestFiles.random(second.home().resolve("two"), 100, 4);
        var gateway = gateway("user@host");
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        client.asks("USER joe@127.0.0.9:1", 530);
        client.asks("USER " + named(first).name(), 331);
        client.asks("PASS wrong", 530);
        client.login(named(second));

        sees(second.folder() + "two", client);
        var other = RawClient.login(scene, gateway.port(), named(first));
        sees(first.folder() + "one", other);
        assertThat(gateway.connections(port -> port == first.port())).isEqualTo(1);
        assertThat(gateway.connections(port -> port == second.port())).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROFTPD", "VSFTPD"})
    @DisplayName("PROXY-FWD-10 the proxy's own login, then the server's")
    void twoLogins(FtpServer.Kind kind) throws IOException {
        var server = kind.start(scene);
        TestFiles.random(server.home().resolve("file"), 1000, 5);
        var client = RawClient.connect(scene, gateway("proxyuser,user@host").port());
        client.expects(220);

        client.asks("USER ada", 331);
        client.asks("PASS wrong", 530);
        client.asks("USER ada", 331);
        assertThat(client.asks("PASS secret", 230).lines()).containsExactly("230 User ada logged in");
        assertThat(client.asks("PWD", 530).lines()).containsExactly("530 Access denied");
        client.login(named(server));

        sees(server.folder() + "file", client);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROFTPD", "VSFTPD"})
    @DisplayName("PROXY-FWD-11 the server with the proxy's own login, then the user there")
    void theServerFirst(FtpServer.Kind kind) throws IOException {
        var server = kind.start(scene);
        TestFiles.random(server.home().resolve("file"), 1000, 6);
        var gateway = gateway("proxyuser@host,user");
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        client.asks("USER ada@127.0.0.1:" + server.port(), 331);
        client.asks("PASS secret", 230);
        assertThat(gateway.connections(port -> port == server.port())).isZero();
        client.login(server.account());

        sees(server.folder() + "file", client);
    }

    @Test
    @DisplayName("PROXY-FWD-01 PROXY-FWD-16 neither strangers nor loops")
    void neitherStrangersNorLoops() throws IOException {
        var gateway = gateway("user@host");
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        var reply = client.asks("USER joe@localhost:" + gateway.port(), 530);

        assertThat(reply.lines())
                .containsExactly("530 Unable to connect to localhost:" + gateway.port() + ": Operation not permitted");
        var closed = gateway(SluiceConfiguration.plain(scene).with("ProxyRole", "forward"));
        RawClient.connect(scene, closed.port()).expectsEnd();
    }

    /// The settings of lftp for proxies, each with the method that fits.
    enum LftpMode {
        WITHOUT_PROXY_USER("user@host", "user", ""),
        USER("proxyuser,user@host", "user", "ada:secret@"),
        PROXY_USER_AT_HOST("proxyuser@host,user", "proxy-user@host", "ada:secret@");

        private final String method;
        private final String authType;
        private final String proxyUser;

        LftpMode(String method, String authType, String proxyUser) {
            this.method = method;
            this.authType = authType;
            this.proxyUser = proxyUser;
        }
    }

    @ParameterizedTest
    @EnumSource
    void lftpHasASettingForEachMethod(LftpMode mode) throws IOException {
        var first = FtpServer.Kind.PROFTPD.start(scene);
        var second = FtpServer.Kind.VSFTPD.start(scene);
        var gateway = gateway(mode.method);
        var lftp = Lftp.in(scene, DataMode.PASV)
                .behind("ftp://" + mode.proxyUser + "127.0.0.1:" + gateway.port(), mode.authType);

        for (FtpServer server : new FtpServer[] {first, second}) {
            var remote = TestFiles.random(server.home().resolve("file"), SIZE, server.port());
            var local = scene.folder("local").resolve("file");
            lftp.download(Endpoint.local(server.port(), server), "file", local);
            lftp.upload(Endpoint.local(server.port(), server), local, "again");

            assertThat(local).hasSameBinaryContentAs(remote);
            assertThat(server.home().resolve("again")).hasSameBinaryContentAs(remote);
        }
    }

    @Test
    @DisplayName("PROXY-FWD-12 lftp with a wrong password for the proxy gets nowhere")
    void lftpWithAWrongPassword() {
        var server = FtpServer.Kind.PROFTPD.start(scene);
        var gateway = gateway("proxyuser,user@host");
        var lftp = Lftp.in(scene, DataMode.PASV).behind("ftp://ada:wrong@127.0.0.1:" + gateway.port(), "user");

        assertThatThrownBy(() -> lftp.names(Endpoint.local(server.port(), server)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Login incorrect");
    }
}
