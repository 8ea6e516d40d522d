package io.sluice.ssh;

import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/// What a backend says while a client is being let in. It is told and not acted on, but for the end of it.
final class BackendAuthentication extends OwnService {
    private static final int FIRST_OF_METHODS = 60;
    private static final int LAST_OF_METHODS = 79;

    private final BackendSession backend;

    BackendAuthentication(Session session, BackendSession backend) {
        super(session);
        this.backend = backend;
    }

    @Override
    public void start() {
        backend.ready();
    }

    @Override
    public void process(int message, Buffer rest) throws Exception {
        switch (message) {
            case SshConstants.SSH_MSG_USERAUTH_SUCCESS -> {
                var session = (ClientSessionImpl) getSession();
                session.setAuthenticated();
                session.switchToNextService();
                backend.said(new AuthEvent.Accepted());
            }
            case SshConstants.SSH_MSG_USERAUTH_FAILURE ->
                backend.said(new AuthEvent.Refused(rest.getNameList(), rest.getBoolean()));
            case SshConstants.SSH_MSG_USERAUTH_BANNER ->
                backend.said(new AuthEvent.Banner(new Payload(Packets.payload(message, rest))));
            default -> {
                if (message < FIRST_OF_METHODS || message > LAST_OF_METHODS) {
                    throw new Unexpected(message);
                }
                backend.said(new AuthEvent.Asked(new Payload(Packets.payload(message, rest))));
            }
        }
    }
}
