package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ModSftp;
import io.sluice.system.peer.ScriptedSsh;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// SFTP, SCP and commands from OpenSSH's clients to real servers, with the gateway between them.
class SftpIT extends ThroughSsh {
    private static final int SIZE = 3_000_000;
    private static final long LARGE = 300L << 20;
    private static final Duration BOUND = Duration.ofSeconds(20);

    @Test
    @DisplayName("PROXY-SSH-01 a large file goes up and comes back by sftp, and is in the list")
    void sftp() {
        var server = Sshd.start(scene);
        var client = client(lastingGateway(server.url()), server);
        var folder = scene.folder("files");
        var file = TestFiles.sparse(folder.resolve("file"), LARGE);
        var back = folder.resolve("back");

        var outcome = client.with("Ciphers=aes128-gcm@openssh.com")
                .sftp("put " + file + " there", "ls -1", "get there " + back);

        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(outcome.output().lines()).contains("there");
        assertThat(TestFiles.digest(server.home().resolve("there"))).isEqualTo(TestFiles.digest(file));
        assertThat(TestFiles.digest(back)).isEqualTo(TestFiles.digest(file));
    }

    @Test
    @DisplayName("PROXY-SSH-01 scp copies in both forms, by the protocols of SFTP and SCP")
    void scp() {
        var server = Sshd.start(scene);
        var client = client(gateway(server.url()), server);
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 1);

        for (var how : List.of("-q", "-O")) {
            var back = folder.resolve("back" + how);
            var up = client.scp(file.toString(), ":there" + how, how);
            assertThat(up.status()).as(up.errors()).isZero();
            var down = client.scp(":there" + how, back.toString(), how);
            assertThat(down.status()).as(down.errors()).isZero();
            assertThat(TestFiles.digest(back)).isEqualTo(TestFiles.digest(file));
        }
    }

    @Test
    @DisplayName("PROXY-SSH-01 a command has its output, its errors, its status and its signal")
    void commands() {
        var server = Sshd.start(scene);
        var client = client(gateway(server.url()), server);

        var ended = client.ssh("echo out; echo err >&2; exit 7");
        var killed = client.ssh("kill -KILL $$");

        assertThat(ended.status()).isEqualTo(7);
        assertThat(ended.output()).isEqualTo("out\n");
        assertThat(ended.errors()).contains("err\n");
        assertThat(killed.status()).isEqualTo(255);
    }

    @Test
    @DisplayName("PROXY-SSH-01 files go to mod_sftp as well")
    void modSftp() {
        var server = ModSftp.start(scene);
        var client = client(gateway(server.url()), server);
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 2);
        var back = folder.resolve("back");

        var outcome = client.sftp("put " + file + " there", "get there " + back, "ls -1");

        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(TestFiles.digest(back)).isEqualTo(TestFiles.digest(file));
        assertThat(outcome.output().lines()).contains("there");
    }

    @Test
    @DisplayName("PROXY-SSH-01 many sessions at once, over two servers in turn")
    void manyAtOnce() {
        var first = Sshd.start(scene);
        var second = Sshd.start(scene);
        var gateway = gateway(first.url() + " " + second.url(), "ProxyReverseConnectPolicy RoundRobin");
        TestFiles.random(first.home().resolve("first"), 1000, 1);
        TestFiles.random(second.home().resolve("second"), 1000, 2);

        var seen = IntStream.range(0, 8)
                .parallel()
                .mapToObj(_ -> client(gateway, first).ssh("ls").output())
                .toList();

        assertThat(seen).containsOnly("first\n", "second\n");
        assertThat(seen).filteredOn("first\n"::equals).hasSize(4);
    }

    @Test
    @DisplayName("PROXY-SSH-02 the backend checks passwords; a wrong one fails, and the last that is allowed ends it")
    void passwords() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url(), "MaxLoginAttempts 2");
        var right = client(gateway, server, "PreferredAuthentications=password");
        var wrong = OpenSsh.in(
                scene,
                Endpoint.local(gateway.port(), server).withPassword("wrong"),
                "PreferredAuthentications=password");

        assertThat(right.ssh("echo in").output()).isEqualTo("in\n");
        var refused = wrong.with("NumberOfPasswordPrompts=1").ssh("echo in");
        assertThat(refused.status()).isEqualTo(255);
        assertThat(refused.errors()).contains("Permission denied (publickey,password,keyboard-interactive)");
        gateway.logs("USER joe (Login failed): refused by the backend (password)");
        var last = wrong.ssh("echo in");
        assertThat(last.errors()).contains("Received disconnect").contains("Denied by MaxLoginAttempts");
        gateway.logs("Maximum login attempts (2) exceeded");
    }

    @Test
    @DisplayName("PROXY-SSH-02 questions and answers of keyboard-interactive pass")
    void questions() {
        var server = Sshd.start(scene, "PasswordAuthentication no");
        var client = client(gateway(server.url()), server, "PreferredAuthentications=keyboard-interactive");

        var outcome = client.ssh("echo in");

        assertThat(outcome.output()).isEqualTo("in\n");
    }

    @Test
    @DisplayName("PROXY-SSH-02 a method that is right but not enough, and then the second one")
    void twoMethods() {
        var server = Sshd.start(scene, "AuthenticationMethods password,keyboard-interactive");
        var client = client(
                gateway(server.url()),
                server,
                "LogLevel=VERBOSE",
                "PreferredAuthentications=password,keyboard-interactive");

        var outcome = client.ssh("echo in");

        assertThat(outcome.output()).isEqualTo("in\n");
        assertThat(outcome.errors()).contains("Authenticated using \"password\" with partial success");
    }

    @Test
    @DisplayName("PROXY-SSH-02 the banners of proxy and backend are shown")
    void banners() throws IOException {
        var folder = scene.folder("banners");
        var own = Files.writeString(folder.resolve("own"), "the gateway\n");
        var theirs = Files.writeString(folder.resolve("theirs"), "the backend\n");
        var server = Sshd.start(scene, "Banner " + theirs);
        var gateway = gateway(server.url(), "SFTPDisplayBanner " + own);

        var outcome = client(gateway, server).ssh("echo in");

        assertThat(outcome.output()).isEqualTo("in\n");
        assertThat(outcome.errors()).containsSubsequence("the gateway", "the backend");
    }

    @Test
    @DisplayName(
            "PROXY-SSH-02 login filters see user and password: a rule refuses a name that the backend would let in")
    void rules() {
        var server = Sshd.start(scene);
        var gateway =
                gateway(server.url(), "AclOptions LimitBackendLogins", "<Limit LOGIN>", "DenyUser joe", "</Limit>");

        var outcome = client(gateway, server, "NumberOfPasswordPrompts=1").ssh("echo in");

        assertThat(outcome.status()).isEqualTo(255);
        assertThat(outcome.output()).isEmpty();
    }

    @Test
    @DisplayName(
            "PROXY-SSH-03 PROXY-SSH-04 without a key to vouch with no client's key is any use; none is told the methods")
    void methods() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url());
        var key = Sshd.key(scene.folder("client").resolve("key"));

        var none = client(gateway, server, "PreferredAuthentications=none").ssh("echo in");
        var byKey = client(gateway, server, "PreferredAuthentications=publickey", "IdentityFile=" + key)
                .ssh("echo in");
        var fewer = gateway(server.url(), "SFTPAuthMethods password");

        assertThat(none.errors()).contains("Permission denied (password,keyboard-interactive,publickey)");
        assertThat(byKey.errors()).contains("Permission denied");
        assertThat(client(fewer, server, "PreferredAuthentications=none")
                        .ssh("echo in")
                        .errors())
                .contains("Permission denied (password)");
    }

    @Test
    @DisplayName("PROXY-SSH-05 PerUser needs a key to vouch with")
    void perUser() {
        var gateway = SluiceProcess.start(
                scene,
                configuration("sftp://127.0.0.1:" + Ports.free(), "ProxyReverseConnectPolicy PerUser")
                        .withProxyUser("joe"));

        var outcome = OpenSsh.in(scene, new Endpoint("127.0.0.1", gateway.port(), joe(), ""))
                .ssh("echo in");

        assertThat(outcome.status()).isEqualTo(255);
        gateway.logs("unable to handle 'PerUser' ProxyReverseConnectPolicy: no ProxySFTPHostKeys configured");
    }

    private static Account joe() {
        return new Account("joe", Account.SECRET);
    }

    @Test
    @DisplayName("PROXY-SSH-01 a server that is gone is left for the next one")
    void failover() {
        var server = Sshd.start(scene);
        var gateway = gateway("sftp://127.0.0.1:" + Ports.free() + " " + server.url());

        assertThat(client(gateway, server).ssh("echo in").output()).isEqualTo("in\n");
        assertThat(client(gateway, server).ssh("echo in").output()).isEqualTo("in\n");
    }

    @Test
    @DisplayName("PROXY-SSH-11 keys are exchanged anew on either side while data pass")
    void rekey() {
        var server = Sshd.start(scene, "RekeyLimit 1M");
        var client = client(gateway(server.url()), server, "RekeyLimit=1M");
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), 4 * SIZE, 3);
        var back = folder.resolve("back");

        var outcome = client.sftp("put " + file + " there", "get there " + back);

        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(TestFiles.digest(back)).isEqualTo(TestFiles.digest(file));
    }

    @Test
    @DisplayName("PROXY-SSH-12 a backend of another version is left: protocol mismatch")
    void badVersion() {
        var backend = ScriptedSsh.start(scene, "SSH-1.5-old");
        var gateway = gateway(backend.url());

        var outcome = OpenSsh.in(scene, new Endpoint("127.0.0.1", gateway.port(), joe(), ""))
                .ssh("echo in");

        assertThat(outcome.status()).isEqualTo(255);
        gateway.logs("Bad protocol version 'SSH-1.5-old' from 127.0.0.1");
        Await.until("the backend is told", () -> backend.heard().contains("Protocol mismatch."));
    }

    @Test
    @DisplayName("PROXY-SSH-13 host keys that the backend announces are not the client's business")
    void hostKeys() {
        var server = Sshd.start(scene);
        var client = client(gateway(server.url()), server, "UpdateHostKeys=yes", "LogLevel=DEBUG3");

        var outcome = client.ssh("echo in");

        assertThat(outcome.output()).isEqualTo("in\n");
        assertThat(outcome.errors()).doesNotContain("hostkeys-00@openssh.com");
    }

    @Test
    @DisplayName("PROXY-SSH-14 packets are compressed where the client asks for it")
    void compression() {
        var server = Sshd.start(scene);
        for (var setting : List.of("on", "delayed")) {
            var gateway = gateway(server.url(), "SFTPCompression " + setting);

            var outcome = client(gateway, server, "Compression=yes", "LogLevel=DEBUG1")
                    .ssh("echo in");

            assertThat(outcome.output()).isEqualTo("in\n");
            assertThat(outcome.errors()).contains("compression: zlib@openssh.com");
        }
    }

    @Test
    @DisplayName("PROXY-SSH-15 a forward proxy does not speak SSH")
    void forward() {
        var file =
                configuration("sftp://127.0.0.1").with("ProxyRole", "forward").write();

        assertThat(problems(file)).contains("unable to support non-reverse ProxyRole for SFTP");
    }

    @Test
    @DisplayName("PROXY-SSH-01 servers of both protocols in one list are a mistake")
    void mixed() {
        assertThat(problems(configuration("sftp://127.0.0.1 ftp://127.0.0.1").write()))
                .contains("'ftp://127.0.0.1' is not for a server with SFTPEngine on");
        assertThat(problems(SluiceConfiguration.reverse(scene, "ftp://127.0.0.1 sftp://127.0.0.1")
                        .write()))
                .contains("'sftp://127.0.0.1' needs SFTPEngine on");
    }

    @Test
    @DisplayName("PROXY-SSH-06 a key of the server that others may read is refused")
    void keyOfOthers() throws IOException {
        var configuration = configuration("sftp://127.0.0.1");
        var key = scene.folder("open").resolve("key");
        Sshd.key(key);
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(problems(configuration.with("SFTPHostKey", key.toString()).write()))
                .contains("as it is group- or world-accessible");
        assertThat(problems(configuration.with("SFTPHostKey", "/nowhere/key").write()))
                .contains("unable to check '/nowhere/key': No such file or directory");
        assertThat(problems(configuration.with("SFTPHostKey", "key").write())).contains("must be an absolute path");
    }

    @Test
    @DisplayName("PROXY-SSH-08 algorithms towards clients are those of the directives, and unknown ones are refused")
    void algorithms() {
        var server = Sshd.start(scene);
        var gateway = gateway(
                server.url(),
                "SFTPCiphers aes256-ctr",
                "SFTPDigests hmac-sha2-512",
                "SFTPKeyExchanges ecdh-sha2-nistp384");

        var outcome = client(gateway, server, "LogLevel=DEBUG1").ssh("echo in");

        assertThat(outcome.output()).isEqualTo("in\n");
        assertThat(outcome.errors())
                .contains("kex: algorithm: ecdh-sha2-nistp384")
                .contains("cipher: aes256-ctr MAC: hmac-sha2-512");
        assertThat(problems(configuration(server.url(), "SFTPCiphers rot13").write()))
                .contains("unsupported cipher algorithm: rot13");
    }

    @Test
    @DisplayName("PROXY-SSH-16 ServerIdent shapes what the backend is told of the proxy")
    void version() {
        for (var setting : List.of("on", "off", "on \"Files of ours\"")) {
            var backend = ScriptedSsh.start(scene, "SSH-1.5-old");
            var gateway = gateway(backend.url(), "ServerIdent " + setting);
            OpenSsh.in(scene, new Endpoint("127.0.0.1", gateway.port(), joe(), ""))
                    .ssh("echo in");
            var expected = switch (setting) {
                case "on" -> "SSH-2.0-mod_proxy/";
                case "off" -> "SSH-2.0-mod_proxy\r\n";
                default -> "SSH-2.0-Files of ours\r\n";
            };
            Await.until(expected, () -> backend.heard().contains(expected));
        }
    }

    @Test
    @DisplayName("PROXY-SSH-01 the end of the backend is the client's, and the other way round")
    void ends() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url());
        var client = client(gateway, server);

        var outcome = client.ssh("kill $PPID");
        assertThat(outcome.status()).isEqualTo(255);
        Await.until(
                "no connection is left",
                () -> connections(gateway, server.port()) == 0 && connections(gateway, gateway.port()) == 0);
        gateway.terminates();
    }

    private String problems(Path file) {
        try (var child =
                ChildProcess.start(scene.folder(), "check", SluiceProcess.command("-t", "-c", file.toString()))) {
            assertThat(child.awaitExit(BOUND)).isNotZero();
            return child.output() + child.errors();
        }
    }

    @Test
    @DisplayName("nothing of the SSH library is loaded where no server speaks SSH")
    void unused() throws IOException {
        var loaded = scene.folder("classes").resolve("loaded");
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, "ftp://127.0.0.1"),
                Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + loaded));
        Await.until(
                "its start is over", () -> Files.exists(gateway.configuration().pidFile()));
        gateway.terminates();

        assertThat(Files.readString(loaded))
                .contains("io.sluice.ssh.SshDirectives")
                .doesNotContain("org.apache.sshd");
    }

    @Test
    @DisplayName("SFTPClientAlive disconnects a client that has stopped to answer")
    void silentClient() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url(), "SFTPClientAlive 1 1");
        try (var client = client(gateway, server).begin("echo begun; exec sleep 60")) {
            Await.until("the command runs", () -> client.output().contains("begun"));
            client.signal("STOP");

            gateway.logs("SFTPClientAlive threshold (max 1 checks, 1 sec interval) reached, disconnecting client");
            Await.until("the backend is left", () -> connections(gateway, server.port()) == 0);
            client.signal("KILL");
        }
    }
}
