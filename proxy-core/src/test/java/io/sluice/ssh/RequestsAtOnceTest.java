package io.sluice.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.TestGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A client that does not wait for the answer to one request before it makes the next one (RFC 4252 §5.1).
class RequestsAtOnceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final List<String> tried = Collections.synchronizedList(new ArrayList<>());
    private final SshServer backend = SshServer.setUpDefaultServer();
    private final SshClient client = SshClient.setUpDefaultClient();

    private record Request(String user, String method, String password) {
        static Request password(String user, String password) {
            return new Request(user, "password", password);
        }

        static Request dialogue(String user) {
            return new Request(user, "keyboard-interactive", "");
        }

        void send(ClientSession session) throws IOException {
            var packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
            packet.putString(user);
            packet.putString("ssh-connection");
            packet.putString(method);
            if (method.equals("password")) {
                packet.putBoolean(false);
            } else {
                packet.putString("");
            }
            packet.putString(password);
            session.writePacket(packet);
        }
    }

    /// Sends them all instead of the first, and leaves it at that.
    private static final class AtOnce extends AbstractUserAuthFactory {
        private final List<Request> requests;

        private AtOnce(Request... requests) {
            super("password");
            this.requests = List.of(requests);
        }

        @Override
        public UserAuth createUserAuth(ClientSession session) {
            return new AbstractUserAuth(getName()) {
                private boolean sent;

                @Override
                protected boolean sendAuthDataRequest(ClientSession to, String service) throws Exception {
                    if (sent) {
                        return true; // an answer to one that is not the last
                    }
                    sent = true;
                    for (var request : requests) {
                        request.send(to);
                    }
                    return true;
                }

                @Override
                protected boolean processAuthDataRequest(ClientSession to, String service, Buffer buffer) {
                    return true;
                }
            };
        }
    }

    @BeforeEach
    void start() throws IOException {
        backend.setHost("127.0.0.1");
        backend.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(folder.resolve("key")));
        backend.setPasswordAuthenticator((user, password, _) -> {
            tried.add(user + " " + password);
            return user.equals("joe") && password.equals("secret");
        });
        backend.start();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
    }

    @AfterEach
    void stop() throws IOException {
        client.stop();
        backend.stop(true);
    }

    private TestGateway gateway() {
        var key = Programs.key(folder.resolve("gateway"), "-t", "ed25519", "-N", "");
        return TestGateway.before(
                List.of("sftp://127.0.0.1:" + backend.getPort()), "SFTPEngine on", "SFTPHostKey " + key);
    }

    private void letsIn(TestGateway gateway, Request... requests) throws IOException {
        client.setUserAuthFactories(List.of(new AtOnce(requests)));
        client.start();
        try (var session = client.connect(
                        "somebody", "127.0.0.1", gateway.address().getPort())
                .verify(PATIENCE)
                .getSession()) {
            session.auth().verify(PATIENCE);
            gateway.awaitLog("USER joe: Login successful");
        }
    }

    @Test
    @DisplayName("PROXY-SSH-02 who is let in is the user of the request that the backend has accepted")
    void theFirstOne() throws IOException {
        try (var gateway = gateway()) {
            letsIn(gateway, Request.password("joe", "secret"), Request.password("jim", "wrong"));

            assertThat(tried).containsExactly("joe secret");
            assertThat(gateway.log()).doesNotContain("USER jim");
        }
    }

    @Test
    @DisplayName("PROXY-SSH-02 requests are answered in their order, and the last may be the right one")
    void theLastOne() throws IOException {
        try (var gateway = gateway()) {
            letsIn(
                    gateway,
                    Request.password("joe", "wrong"),
                    Request.password("joe", "worse"),
                    Request.password("joe", "secret"));

            assertThat(tried).containsExactly("joe wrong", "joe worse", "joe secret");
        }
    }

    @Test
    @DisplayName("PROXY-SSH-02 a dialogue is aborted by the next request")
    void aDialogue() throws IOException {
        try (var gateway = gateway()) {
            letsIn(gateway, Request.dialogue("joe"), Request.password("joe", "secret"));

            assertThat(tried).containsExactly("joe secret");
        }
    }
}
