package io.sluice.ssh;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.sshd.client.ClientFactoryManager;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.client.session.SessionFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// The SSH client of one virtual host: makes the session with a backend out of a connection.
public final class BackendSsh {
    private static final Duration LONGEST_WORD = Duration.ofSeconds(1);

    private final BackendTerms terms;
    private final SessionFactory sessions;

    public BackendSsh(BackendTerms terms) {
        this.terms = terms;
        var client = BackendClient.of(terms.settings(), terms.version());
        client.setScheduledExecutorService(Timers.SHARED, false);
        client.setServiceFactories(Services.of(
                session -> new BackendAuthentication(session, owner(session.getIoSession())),
                session -> new BackendConnection(session, owner(session.getIoSession()))));
        this.sessions = new SessionFactory(client) {
            @Override
            protected ClientSessionImpl doCreateSession(IoSession socket) throws Exception {
                return new Peer(getClient(), socket);
            }
        };
    }

    /// A session over a connection that has been made, which begins when it is told to.
    ///
    /// @param url of the backend, without a password
    public BackendSession begin(String url, SocketChannel channel, byte[] header, BackendSession.Listener listener)
            throws IOException {
        if (header.length > 0) {
            channel.configureBlocking(true);
            for (var bytes = ByteBuffer.wrap(header); bytes.hasRemaining(); ) {
                channel.write(bytes);
            }
        }
        return new BackendSession(url, terms, channel, sessions, listener);
    }

    private static BackendSession owner(IoSession socket) {
        return ((SshSocket) socket).owner(BackendSession.class);
    }

    /// A session of MINA that remembers what the backend says of itself, and of its end.
    private final class Peer extends BackendClientSession {
        private Peer(ClientFactoryManager client, IoSession socket) throws Exception {
            super(client, socket, terms.settings(), owner(socket).expectation());
        }

        @Override
        public ServerKeyVerifier getServerKeyVerifier() {
            var usual = super.getServerKeyVerifier();
            return (session, address, key) -> {
                boolean accepted = usual.verifyServerKey(session, address, key);
                if (!accepted) {
                    owner(getIoSession()).disconnected("its host key is not the one that is known");
                }
                return accepted;
            };
        }

        @Override
        protected boolean readIdentification(Buffer buffer) throws Exception {
            try {
                boolean read = super.readIdentification(buffer);
                if (read) {
                    owner(getIoSession()).named(getServerVersion());
                    if (!terms.oldProtocol() && !getServerVersion().startsWith("SSH-2.0-")) {
                        throw new SshException(
                                SshConstants.SSH2_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED, "Unsupported version");
                    }
                }
                return read;
            } catch (SshException e) {
                if (e.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_PROTOCOL_VERSION_NOT_SUPPORTED) {
                    // The session is closed at once by what follows, with all that is not written by then.
                    getIoSession()
                            .writeBuffer(
                                    new ByteArrayBuffer("Protocol mismatch.\n".getBytes(StandardCharsets.US_ASCII)))
                            .await(LONGEST_WORD);
                    owner(getIoSession()).mismatched(getServerVersion());
                }
                throw e;
            }
        }

        @Override
        protected void handleDisconnect(int code, String text, String language, Buffer buffer) throws Exception {
            owner(getIoSession()).disconnected(text);
            super.handleDisconnect(code, text, language, buffer);
        }
    }
}
