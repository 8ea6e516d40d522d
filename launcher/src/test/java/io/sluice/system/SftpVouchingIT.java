package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clients who show a key of theirs to the gateway, and for whom it vouches at servers that trust it (`hostbased`).
class SftpVouchingIT extends ThroughSsh {
    private static final String ACCEPTED = "Accepted hostbased for joe";

    private Path keyOfType(String type, String phrase) {
        return Sshd.key(scene.folder("own").resolve("key"), type, phrase);
    }

    /// Gives a client's key to a user, for the gateway to know it by.
    private static void belongsTo(Path key, Path users, String user) {
        try {
            Files.copy(Path.of(key + ".pub"), users.resolve(user));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String authorized(Path users) {
        return "SFTPAuthorizedUserKeys file:" + users + "/%u";
    }

    private OpenSsh client(SluiceProcess gateway, Sshd server, Path key) {
        return client(gateway, server, "PreferredAuthentications=publickey", "IdentityFile=" + key);
    }

    private static void letsIn(OpenSsh client) {
        var outcome = client.ssh("echo in");
        assertThat(outcome.output()).as(outcome.errors()).isEqualTo("in\n");
    }

    private static void refuses(OpenSsh client) {
        var outcome = client.ssh("echo in");
        assertThat(outcome.status()).isEqualTo(255);
        assertThat(outcome.output()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ed25519, ssh-ed25519", "rsa, rsa-sha2-512", "ecdsa, ecdsa-sha2-nistp256"})
    @DisplayName("PROXY-SSH-03 the gateway vouches for whom it knows by a key, and for nobody else")
    void byKey(String type, String algorithm) {
        var own = keyOfType(type, "");
        var server = Sshd.start(scene, Sshd.HOSTBASED_ONLY).trusts(own);
        var users = scene.folder("users");
        var key = key("client");
        belongsTo(key, users, "joe");
        var other = key("client");
        belongsTo(other, users, "jim");
        var gateway = gateway(server.url(), "ProxySFTPHostKey " + own, authorized(users));

        refuses(client(gateway, server, key("client")));
        refuses(client(gateway, server, other));
        assertThat(server.log()).contains("Connection from").doesNotContain("method hostbased");
        letsIn(client(gateway, server, key));
        assertThat(server.log()).contains(ACCEPTED).contains("pkalg " + algorithm);
    }

    @Test
    @DisplayName("PROXY-SSH-03 a key of the gateway that the backend does not trust is followed by the next one")
    void nextKey() {
        var strange = keyOfType("ed25519", "");
        var known = keyOfType("rsa", "");
        var server = Sshd.start(scene, Sshd.HOSTBASED_ONLY).trusts(known);
        var users = scene.folder("users");
        var key = key("client");
        belongsTo(key, users, "joe");

        letsIn(client(
                gateway(server.url(), "ProxySFTPHostKey " + known, "ProxySFTPHostKey " + strange, authorized(users)),
                server,
                key));
        assertThat(server.log()).containsSubsequence("pkalg ssh-ed25519", "pkalg rsa-sha2-512", ACCEPTED);
        refuses(client(gateway(server.url(), "ProxySFTPHostKey " + strange, authorized(users)), server, key));
    }

    @Test
    @DisplayName("PROXY-SSH-05 PerUser: the gateway lets clients in itself, by key or password, and then vouches")
    void perUser() {
        var own = keyOfType("ed25519", "");
        var server = Sshd.start(scene, Sshd.HOSTBASED_ONLY).trusts(own);
        var users = scene.folder("users");
        var key = key("client");
        belongsTo(key, users, "joe");
        var gateway = SluiceProcess.start(
                scene,
                configuration(
                                server.url(),
                                "ProxyReverseConnectPolicy PerUser",
                                "ProxySFTPHostKey " + own,
                                authorized(users))
                        .withProxyUser("joe"));

        refuses(client(gateway, server, key("client")));
        refuses(OpenSsh.in(scene, gateway.endpoint(server).withPassword("wrong"), "PreferredAuthentications=password"));
        assertThat(server.log()).doesNotContain("Connection from");
        letsIn(client(gateway, server, key));
        letsIn(client(gateway, server, "PreferredAuthentications=password"));
        assertThat(server.log().split(ACCEPTED, -1)).hasSize(3);
    }

    @Test
    @DisplayName("PROXY-SSH-05 PerUser: a client for whom the gateway cannot vouch has to go")
    void notVouchedFor() {
        var own = keyOfType("ed25519", "");
        var server = Sshd.start(scene, "HostbasedAuthentication yes");
        var gateway = SluiceProcess.start(
                scene,
                configuration(
                                server.url(),
                                "ProxyReverseConnectPolicy PerUser",
                                "ProxySFTPHostKey " + own,
                                "ProxySFTPHostKey agent:/nowhere/agent")
                        .withProxyUser("joe"));
        var silent = SluiceProcess.start(
                scene,
                configuration(
                                server.url(),
                                "ProxyReverseConnectPolicy PerUser",
                                "ProxySFTPHostKey agent:/nowhere/agent")
                        .withProxyUser("joe"));

        refuses(client(gateway, server, "PreferredAuthentications=password"));
        gateway.logs("the proxy's word for its client is not taken by backend " + server.url() + " (hostbased)");
        refuses(client(silent, server, "PreferredAuthentications=password"));
        silent.logs("the proxy has no key to vouch by at backend " + server.url() + " (hostbased)");
        assertThat(server.log()).doesNotContain("Accepted");
    }

    @Test
    @DisplayName("PROXY-SSH-06 an encrypted key is opened by the phrase that a program tells at start-up")
    void encrypted() throws IOException {
        var own = keyOfType("ed25519", "open it");
        var server = Sshd.start(scene, Sshd.HOSTBASED_ONLY).trusts(own);
        var users = scene.folder("users");
        var key = key("client");
        belongsTo(key, users, "joe");
        var program = users.resolve("tell");
        Files.writeString(program, "#!/bin/sh\necho \"$@\" >> " + users + "/asked\necho open it\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        var configuration = configuration(
                server.url(), "ProxySFTPHostKey " + own, "ProxySFTPPassPhraseProvider " + program, authorized(users));
        var gateway = SluiceProcess.start(scene, configuration);

        letsIn(client(gateway, server, key));
        letsIn(client(gateway, server, key));
        assertThat(Files.readAllLines(users.resolve("asked")))
                .singleElement()
                .asString()
                .endsWith(":" + gateway.port() + " " + own);

        var without = gateway(server.url(), "ProxySFTPHostKey " + own, authorized(users));
        without.logs("error loading hostkey '" + own + "', skipping key: it is encrypted, and there is no"
                + " ProxySFTPPassPhraseProvider");
        refuses(client(without, server, key));
        without.logs("unable to handle client-requested publickey authentication: no ProxySFTPHostKeys configured");
    }

    @Test
    @DisplayName("PROXY-SSH-06 the keys of an agent sign, those of RSA by SHA-512")
    void agent() {
        var own = keyOfType("rsa", "");
        var server = Sshd.start(scene, Sshd.HOSTBASED_ONLY).trusts(own);
        var users = scene.folder("users");
        var key = key("client");
        belongsTo(key, users, "joe");
        var socket = users.resolve("agent");
        scene.owns(ChildProcess.start(
                users, "ssh-agent", List.of(Program.of("ssh-agent").toString(), "-D", "-a", socket.toString())));
        Await.until("the agent listens", () -> Files.exists(socket));
        var gateway = gateway(server.url(), "ProxySFTPHostKey agent:" + socket, authorized(users));

        refuses(client(gateway, server, key));
        var adding = List.of(Program.of("ssh-add").toString(), "-q", own.toString());
        try (var add = ChildProcess.start(users, "ssh-add", adding, Map.of("SSH_AUTH_SOCK", socket.toString()))) {
            assertThat(add.awaitExit(Await.USUAL)).isZero();
        }
        letsIn(client(gateway, server, key));
        assertThat(server.log()).contains("pkalg rsa-sha2-512").contains(ACCEPTED);
    }
}
