package io.sluice.ssh;

import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/// What a client says once it has been let in.
final class FrontendConnection extends OwnService {
    private final SshFrontend frontend;
    private final Link link;

    FrontendConnection(Session session, SshFrontend frontend, Link link) {
        super(session);
        this.frontend = frontend;
        this.link = link;
    }

    /// A request to be let in that comes late is ignored (RFC 4252 §5.1).
    @Override
    public void process(int message, Buffer rest) throws Exception {
        if (message != SshConstants.SSH_MSG_USERAUTH_REQUEST && !frontend.isFinished()) {
            link.fromClient(message, rest);
        }
    }
}
