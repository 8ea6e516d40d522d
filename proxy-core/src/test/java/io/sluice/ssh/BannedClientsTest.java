package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.peers.Await;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.Warden;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.keyboard.KeyboardInteractiveAuthenticator;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bans and their events where clients speak SSH.
class BannedClientsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD_FAILED = "mod_sftp.ssh2.auth-password.failed";
    private static final String ATTEMPTS = "mod_auth.max-login-attempts";

    @TempDir
    private Path folder;

    private final Warden warden = Warden.idle();
    private final List<String> tried = Collections.synchronizedList(new ArrayList<>());
    private final List<String> farewells = Collections.synchronizedList(new ArrayList<>());
    private final SshServer backend = SshServer.setUpDefaultServer();
    private final SshClient client = SshClient.setUpDefaultClient();

    @BeforeEach
    void start() throws IOException {
        backend.setHost("127.0.0.1");
        backend.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("key")));
        backend.setPasswordAuthenticator((user, password, _) -> {
            tried.add(user);
            return password.equals("secret");
        });
        backend.setKeyboardInteractiveAuthenticator(KeyboardInteractiveAuthenticator.NONE);
        backend.start();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.addSessionListener(new SessionListener() {
            @Override
            public void sessionDisconnect(
                    Session session, int reason, String message, String language, boolean initiator) {
                if (!initiator) {
                    farewells.add(reason + " " + message);
                }
            }
        });
    }

    @AfterEach
    void stop() throws IOException {
        client.stop();
        backend.stop(true);
    }

    private TestGateway gateway(String... directives) {
        var key = Programs.key(folder.resolve("gateway"), "-t", "ed25519", "-N", "");
        var lines = new ArrayList<>(List.of("SFTPEngine on", "SFTPHostKey " + key));
        lines.addAll(List.of(directives));
        return TestGateway.guarded(
                warden, List.of("sftp://127.0.0.1:" + backend.getPort()), lines.toArray(String[]::new));
    }

    private ClientSession connected(TestGateway gateway, String user) throws IOException {
        client.start();
        return client.connect(user, "127.0.0.1", gateway.address().getPort())
                .verify(PATIENCE)
                .getSession();
    }

    private ClientSession connected(TestGateway gateway, String user, String... passwords) throws IOException {
        client.setUserAuthFactoriesNames("password");
        var session = connected(gateway, user);
        List.of(passwords).forEach(session::addPasswordIdentity);
        return session;
    }

    private void refused(ClientSession session) {
        assertThatThrownBy(() -> session.auth().verify(PATIENCE)).isInstanceOf(IOException.class);
    }

    private static void awaitEnd(ClientSession session) {
        session.waitFor(List.of(ClientSessionEvent.CLOSED), PATIENCE);
        assertThat(session.isClosed() || session.isClosing()).isTrue();
    }

    @Test
    @DisplayName("BAN-15 a client that is banned when it connects sees the end without a byte")
    void atConnect() {
        warden.bansFrom(1, "You are out");
        try (var gateway = gateway();
                var wire = Wire.to(gateway.address())) {
            wire.seesEnd();

            assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
        }
    }

    @Test
    @DisplayName("BAN-10 BAN-15 a banned user is disconnected with code 11 and the message; no backend is asked")
    void bannedUser() throws IOException {
        warden.bansUser("joe", "You are out");
        try (var gateway = gateway("MaxLoginAttempts 1");
                var session = connected(gateway, "joe", "secret")) {
            refused(session);

            Await.until("the farewell", () -> !farewells.isEmpty());
            assertThat(farewells).containsExactly(SshConstants.SSH2_DISCONNECT_BY_APPLICATION + " You are out");
            assertThat(tried).isEmpty();
            assertThat(warden.events()).isEmpty();
            assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
        }
    }

    @Test
    @DisplayName("BAN-10 a banned user for whom there is no message")
    void bannedUserWithoutMessage() throws IOException {
        warden.bansUser("joe");
        try (var gateway = gateway();
                var session = connected(gateway, "joe", "secret")) {
            refused(session);

            Await.until("the farewell", () -> !farewells.isEmpty());
            assertThat(farewells).containsExactly(SshConstants.SSH2_DISCONNECT_BY_APPLICATION + " Login incorrect.");
        }
    }

    @Test
    @DisplayName("BAN-10 a banned user is disconnected also by a request that would let nobody in")
    void bannedUserWithAKey() throws Exception {
        warden.bansUser("joe", "You are out");
        try (var gateway = gateway();
                var session = connected(gateway, "joe")) {
            session.setUserAuthFactoriesNames("publickey");
            session.addPublicKeyIdentity(KeyUtils.generateKeyPair("ssh-rsa", 2048));
            refused(session);

            Await.until("the farewell", () -> !farewells.isEmpty());
            assertThat(farewells).containsExactly("11 You are out");
            assertThat(warden.events()).isEmpty();
        }
    }

    @Test
    @DisplayName("BAN-19 LoginRate: a login that a backend accepts")
    void accepted() throws IOException {
        try (var gateway = gateway();
                var session = connected(gateway, "joe", "secret")) {
            session.auth().verify(PATIENCE);

            assertThat(warden.events()).containsExactly("core.logged-in");
        }
    }

    @Test
    @DisplayName("BAN-19 BAN-22 refused passwords: each tells of its method, the last allowed one of MaxLoginAttempts")
    void refusedPasswords() throws IOException {
        try (var gateway = gateway("MaxLoginAttempts 2");
                var session = connected(gateway, "joe", "wrong", "worse", "secret")) {
            refused(session);

            assertThat(gateway.recorder().end())
                    .isEqualTo(EndReason.of(EndReason.Kind.POLICY, "Denied by MaxLoginAttempts"));
            assertThat(warden.events()).containsExactly(PASSWORD_FAILED, PASSWORD_FAILED, ATTEMPTS);
        }
    }

    @Test
    @DisplayName("BAN-21 the last refused password brings a ban: code 11 and the rule's message")
    void dismissed() throws IOException {
        warden.endsAt(ATTEMPTS, "You are out");
        try (var gateway = gateway("MaxLoginAttempts 1");
                var session = connected(gateway, "joe", "wrong")) {
            refused(session);

            Await.until("the farewell", () -> !farewells.isEmpty());
            assertThat(farewells).containsExactly("11 You are out");
            assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
        }
    }

    @Test
    @DisplayName("BAN-19 a key that the gateway does not know")
    void refusedKey() throws Exception {
        var known = Programs.key(folder.resolve("known"), "-t", "ed25519", "-N", "");
        try (var gateway = gateway("SFTPAuthMethods publickey", "SFTPAuthorizedUserKeys file:" + known + ".pub");
                var session = connected(gateway, "joe")) {
            KeyPair other = KeyUtils.generateKeyPair("ssh-rsa", 2048);
            session.setUserAuthFactoriesNames("publickey");
            session.addPublicKeyIdentity(other);
            refused(session);

            Await.until("the event", () -> !warden.events().isEmpty());
            assertThat(warden.events()).containsOnly("mod_sftp.ssh2.auth-publickey.failed");
        }
    }

    @Test
    @DisplayName("BAN-19 a key exchange without an algorithm that both have")
    void refusedKeyExchange() {
        client.setKeyExchangeFactories(List.of(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.dhg14_256)));
        try (var gateway = gateway("SFTPKeyExchanges ecdh-sha2-nistp256")) {
            assertThatThrownBy(() -> connected(gateway, "joe", "secret").auth().verify(PATIENCE))
                    .isInstanceOf(IOException.class);

            Await.until(
                    () -> "the event" + gateway.log(), () -> !warden.events().isEmpty());
            assertThat(warden.events()).containsExactly("mod_sftp.ssh2.kex.failed");
        }
    }

    @Test
    @DisplayName("BAN-36 the running session of a user that is banned ends with code 11")
    void running() throws IOException {
        try (var gateway = gateway();
                var session = connected(gateway, "joe", "secret")) {
            session.auth().verify(PATIENCE);

            int ended = warden.core()
                    .end(
                            each -> each.user().equals(Optional.of("joe")),
                            EndReason.of(EndReason.Kind.BANNED),
                            Optional.of(Reply.of(530, "You are out")));

            assertThat(ended).isEqualTo(1);
            awaitEnd(session);
            assertThat(farewells).containsExactly("11 You are out");
        }
    }
}
