package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.EmbeddedFtpServer;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Vsftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each connect policy before real servers. Every server takes every name for its account, says its own name in its
/// greeting, and has a file of that name.
///
/// Of two servers the hash gives the first to `ada`, `joe` and `staff`, and the second to `ann`, `guests` and
/// 127.0.0.1.
class ConnectPolicyIT {
    private static final String SECRET = "secret";
    private static final String SECRET_HASH =
            "$6$rounds=1000$sluice$36lCBjL9NGr.XdDDxvGsYmqQYtrdmm06TH8JH4a6eTlwjLr50chck"
                    + "TII.d5GZDDr1BDkjGbWS1l6cyeNBSFNb/";

    @RegisterExtension
    final Scene scene = new Scene();

    private final CommonsNet client = new CommonsNet(DataMode.PASV);
    private final Set<String> reached = new HashSet<>();

    private FtpServer server(String name) {
        return server(name, Ports.free());
    }

    private FtpServer server(String name, int port) {
        var server = Proftpd.start(scene, port, "ServerIdent on " + name + "\nUserAlias * joe");
        TestFiles.random(server.home().resolve(name), 1000, 1);
        return server;
    }

    private SluiceProcess gateway(String policy, FtpServer... servers) {
        return SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, servers)
                        .with("ProxyReverseConnectPolicy", policy)
                        .with("ServerIdent", "on gateway"));
    }

    /// The server a user of that name gets, by its file.
    private String serverOf(SluiceProcess gateway, String user) throws IOException {
        var names = client.names(new Endpoint("127.0.0.1", gateway.port(), new Account(user, SECRET), ""));
        assertThat(names).hasSize(1);
        return names.getFirst();
    }

    /// The server that greets a new session, which stays until it is closed.
    private static String greeting(RawClient session) throws IOException {
        return session.expects(220).text();
    }

    private RawClient session(SluiceProcess gateway) throws IOException {
        return RawClient.connect(scene, gateway.port());
    }

    /// Ends sessions that are the only ones at their server.
    private static void leave(SluiceProcess gateway, FtpServer server, RawClient... sessions) throws IOException {
        for (var session : sessions) {
            session.close();
        }
        Await.until(
                "no session is left at " + server.url(), () -> gateway.connections(port -> port == server.port()) == 0);
    }

    @Test
    @DisplayName("PROXY-RC-08 PROXY-RC-23 PerUser: each user has a server, under the gateway's own greeting")
    void perUser() throws IOException {
        var gateway = gateway("PerUser", server("one"), server("two"));

        assertThat(greeting(session(gateway))).isEqualTo("gateway");
        for (var round = 0; round < 3; round++) {
            assertThat(serverOf(gateway, "ada")).isEqualTo("one");
            assertThat(serverOf(gateway, "ann")).isEqualTo("two");
        }
    }

    @Test
    @DisplayName("PROXY-RC-36 PerUser: the next server stands in while a user's own is down, and no longer")
    void perUserFailsOverAndComesBack() throws IOException {
        var own = server("two");
        var gateway = gateway("PerUser", server("one"), own);
        assertThat(serverOf(gateway, "ann")).isEqualTo("two");

        own.close();
        assertThat(serverOf(gateway, "ann")).isEqualTo("one");

        server("two", own.port());
        assertThat(serverOf(gateway, "ann")).isEqualTo("two");
    }

    @Test
    @DisplayName("PROXY-RC-08 PerUser: an upload that was cut off goes on at the server that has its beginning")
    void aResumedUploadFindsItsServer() throws IOException {
        var own = server("two");
        var gateway = gateway("PerUser", server("one"), own);
        var endpoint = new Endpoint("127.0.0.1", gateway.port(), new Account("ann", SECRET), "");
        var part = TestFiles.random(scene.folder().resolve("part"), 50_000, 7);
        var whole = TestFiles.random(scene.folder().resolve("whole"), 200_000, 7);

        client.upload(endpoint, part, "upload");
        client.resumeUpload(endpoint, whole, "upload");

        assertThat(own.home().resolve("upload")).hasSameBinaryContentAs(whole);
    }

    @Test
    @DisplayName(
            "PROXY-RC-07 PROXY-RC-36 PerHost: a client's address has a server, and another one only while it is down")
    void perHost() throws IOException {
        var own = server("two");
        var gateway = gateway("PerHost", server("one"), own);
        for (var session = 0; session < 3; session++) {
            assertThat(greeting(session(gateway))).isEqualTo("two");
        }

        own.close();
        assertThat(greeting(session(gateway))).isEqualTo("one");

        server("two", own.port());
        assertThat(greeting(session(gateway))).isEqualTo("two");
    }

    @Test
    @DisplayName("PROXY-RC-10 PerGroup: a user's primary group has a server")
    void perGroup() throws IOException {
        var folder = scene.folder("accounts");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var users = secret(
                folder.resolve("users"),
                "eve:" + SECRET_HASH + ":1001:2001::/:/bin/sh",
                "max:" + SECRET_HASH + ":1002:2002::/:/bin/sh",
                "zoe:" + SECRET_HASH + ":1003:2001::/:/bin/sh");
        var groups = secret(folder.resolve("groups"), "guests:x:2002:zoe", "staff:x:2001:");
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, server("one"), server("two"))
                        .with("ProxyReverseConnectPolicy", "PerGroup")
                        .with("ProxyOptions", "UseReverseProxyAuth")
                        .with("AuthOrder", "mod_auth_file.c")
                        .with("AuthUserFile", users)
                        .with("AuthGroupFile", groups));

        assertThat(serverOf(gateway, "eve")).isEqualTo("one");
        assertThat(serverOf(gateway, "max")).isEqualTo("two");
        assertThat(serverOf(gateway, "zoe")).isEqualTo("one");
    }

    private static String secret(Path file, String... lines) throws IOException {
        Files.write(file, List.of(lines));
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"))
                .toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LeastConns", "LeastResponseTime", "RoundRobin", "Shuffle"})
    @DisplayName("PROXY-RC-01 PROXY-RC-03 PROXY-RC-05 PROXY-RC-06 all servers get a session before one gets two")
    void sessionsAreSpread(String policy) throws IOException {
        var gateway = gateway(policy, server("one"), server("two"), server("three"));

        var greetings = new HashSet<String>();
        for (var session = 0; session < 3; session++) {
            greetings.add(greeting(session(gateway)));
        }

        assertThat(greetings).containsExactlyInAnyOrder("one", "two", "three");
    }

    @Test
    @DisplayName("PROXY-RC-05 LeastConns: servers of different makes are one pool")
    void serversOfDifferentMakes() throws IOException {
        var servers = List.of(Proftpd.start(scene), Vsftpd.start(scene), EmbeddedFtpServer.start(scene));
        for (var server : servers) {
            TestFiles.random(server.home().resolve("file"), 1000, server.port());
        }
        var gateway = gateway("LeastConns", servers.toArray(FtpServer[]::new));

        for (var round = 0; round < 2; round++) {
            for (var server : servers) {
                var session = RawClient.login(scene, gateway.port(), server.account());
                session.asks("TYPE I", 200);
                assertThat(session.retrieves("RETR " + server.folder() + "file"))
                        .isEqualTo(TestFiles.bytes(1000, server.port()));
            }
        }
    }

    @Test
    @DisplayName("PROXY-RC-04 Random: every server is reached")
    void random() throws IOException {
        var gateway = gateway("Random", server("one"), server("two"));

        Await.until("both servers have been reached", () -> {
            reached.add(greeting(session(gateway)));
            return reached.size() == 2;
        });
    }

    @Test
    @DisplayName("PROXY-RC-05 LeastConns: the server whose sessions have ended is next")
    void leastConns() throws IOException {
        var two = server("two");
        var gateway = gateway("LeastConns", server("one"), two, server("three"));
        var held = new ArrayList<RawClient>();
        for (var session = 0; session < 6; session++) {
            held.add(session(gateway));
            greeting(held.getLast());
        }

        leave(gateway, two, held.get(1), held.get(4));

        assertThat(greeting(session(gateway))).isEqualTo("two");
        assertThat(greeting(session(gateway))).isEqualTo("two");
        assertThat(greeting(session(gateway))).isEqualTo("one");
    }

    @Test
    @DisplayName("PROXY-RC-19 PROXY-RC-37 LeastConns: a server that is down gets nobody, and is not counted for it")
    void leastConnsWithoutOne() throws IOException {
        var one = server("one");
        var gateway = gateway("LeastConns", one, server("two"));
        one.close();
        for (var session = 0; session < 3; session++) {
            assertThat(greeting(session(gateway))).isEqualTo("two");
        }

        server("one", one.port());

        for (var session = 0; session < 3; session++) {
            assertThat(greeting(session(gateway))).isEqualTo("one");
        }
    }

    @Test
    @DisplayName("PROXY-RC-33 a reload begins anew")
    void aReloadBeginsAnew() throws IOException {
        var gateway = gateway("RoundRobin", server("one"), server("two"), server("three"));
        assertThat(greeting(session(gateway))).isEqualTo("one");
        assertThat(greeting(session(gateway))).isEqualTo("two");

        gateway.signal("HUP");
        gateway.logs("configuration reloaded");

        assertThat(greeting(session(gateway))).isEqualTo("one");
    }
}
