package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ScriptedSsh;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.TestFiles;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How a gateway speaks SSH with its backends, as those tell in their logs.
class SftpBackendIT extends ThroughSsh {
    private static final String TALKATIVE = "LogLevel DEBUG2\n";
    private static final int SIZE = 3_000_000;

    private void letsIn(SluiceProcess gateway, Sshd server) {
        var outcome = client(gateway, server).ssh("echo in");
        assertThat(outcome.output()).as(outcome.errors()).isEqualTo("in\n");
    }

    @Test
    @DisplayName("PROXY-SSH-08 algorithms towards backends are those of the directives")
    void algorithms() {
        var server = Sshd.start(scene, TALKATIVE);
        var gateway = gateway(
                server.url(),
                "ProxySFTPCiphers aes256-ctr",
                "ProxySFTPDigests hmac-sha2-512",
                "ProxySFTPKeyExchanges ecdh-sha2-nistp384");

        letsIn(gateway, server);

        assertThat(server.log())
                .contains("kex: algorithm: ecdh-sha2-nistp384")
                .contains("kex: client->server cipher: aes256-ctr MAC: hmac-sha2-512 compression: none")
                .contains("kex: server->client cipher: aes256-ctr MAC: hmac-sha2-512 compression: none");
    }

    @Test
    @DisplayName("PROXY-SSH-08 AllowWeakDH reaches a backend that has nothing better than group1")
    void weakGroup() {
        var server = Sshd.start(scene, TALKATIVE + "KexAlgorithms diffie-hellman-group1-sha1");
        var strict = gateway(server.url());
        var lenient = gateway(server.url(), "ProxySFTPOptions AllowWeakDH");

        assertThat(client(strict, server).ssh("echo in").status()).isEqualTo(255);
        strict.logs("unable to exchange keys with backend");
        letsIn(lenient, server);
        assertThat(server.log()).contains("kex: algorithm: diffie-hellman-group1-sha1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NoStrictKex", "NoExtensionNegotiation", "PessimisticKexinit"})
    @DisplayName("PROXY-SSH-09 strict key exchange and extensions are offered unless they are switched off")
    void offers(String option) {
        var server = Sshd.start(scene, TALKATIVE);
        var gateway = gateway(server.url(), option.isEmpty() ? "" : "ProxySFTPOptions " + option);

        letsIn(gateway, server);

        assertThat(server.log().contains("kex-strict-c-v00@openssh.com")).isEqualTo(!option.equals("NoStrictKex"));
        assertThat(server.log().contains("ext-info-c")).isEqualTo(!option.equals("NoExtensionNegotiation"));
    }

    @Test
    @DisplayName("PROXY-SSH-09 OldProtocolCompat goes on with a backend that says SSH-1.99, and not without it")
    void oldProtocol() {
        var backend = ScriptedSsh.start(scene, "SSH-1.99-old");
        var refusing = gateway(backend.url());
        assertThat(asks(refusing)).isEqualTo(255);
        refusing.logs("Bad protocol version 'SSH-1.99-old' from 127.0.0.1");

        var other = ScriptedSsh.start(scene, "SSH-1.99-old");
        var accepting = gateway(other.url(), "ProxySFTPOptions OldProtocolCompat");
        var client = OpenSsh.in(scene, new Endpoint("127.0.0.1", accepting.port(), joe(), ""));
        try (var asking = client.begin("echo in")) {
            Await.until("the backend is offered algorithms", () -> other.heard().contains("curve25519-sha256"));
            assertThat(other.heard()).doesNotContain("Protocol mismatch.");
            asking.signal("KILL");
        }
    }

    private int asks(SluiceProcess gateway) {
        return OpenSsh.in(scene, new Endpoint("127.0.0.1", gateway.port(), joe(), ""))
                .ssh("echo in")
                .status();
    }

    private static Account joe() {
        return new Account("joe", Account.SECRET);
    }

    @Test
    @DisplayName("PROXY-SSH-11 keys are exchanged anew with a backend that is to take them into use first")
    void pessimisticNewKeys() {
        var server = Sshd.start(scene, TALKATIVE + "RekeyLimit 1M");
        var gateway = gateway(server.url(), "ProxySFTPServerMatch ^OpenSSH_ pessimisticNewkeys on");

        passes(client(gateway, server));

        assertThat(server.log().split("SSH2_MSG_NEWKEYS received", -1)).hasSizeGreaterThan(3);
    }

    @Test
    @DisplayName("PROXY-SSH-10 ProxySFTPServerAlive disconnects the client of a backend that has stopped to answer")
    void silentBackend() {
        var server = Sshd.start(scene);
        var gateway = gateway(server.url(), "ProxySFTPServerAlive 1 1");
        try (var client = client(gateway, server).begin("echo begun; exec sleep 60")) {
            Await.until("the command runs", () -> client.output().contains("begun"));
            server.freezesSessions();

            gateway.logs("ProxySFTPServerAlive threshold (max 1 checks, 1 sec interval) reached, disconnecting client");
            assertThat(client.awaitExit(Await.USUAL)).isEqualTo(255);
            Await.until("the backend is left", () -> connections(gateway, server.port()) == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"off, none", "on, none", "delayed, zlib@openssh.com"})
    @DisplayName("PROXY-SSH-14 backends are offered compression, and spoken with where they have another one")
    void compression(String setting, String used) {
        var server = Sshd.start(scene, TALKATIVE);
        var client = client(gateway(server.url(), "ProxySFTPCompression " + setting), server);

        passes(client);

        assertThat(server.log()).contains(" compression: " + used);
    }

    private void passes(OpenSsh client) {
        var folder = scene.folder("files");
        var file = TestFiles.random(folder.resolve("file"), SIZE, 1);
        var back = folder.resolve("back");

        var outcome = client.sftp("put " + file + " there", "get there " + back);

        assertThat(outcome.status()).as(outcome.errors()).isZero();
        assertThat(TestFiles.digest(back)).isEqualTo(TestFiles.digest(file));
    }
}
