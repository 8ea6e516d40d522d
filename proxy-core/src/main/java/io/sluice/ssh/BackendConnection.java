package io.sluice.ssh;

import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;

/// What a backend says once it has let the client in.
final class BackendConnection extends OwnService {
    private final BackendSession backend;

    BackendConnection(Session session, BackendSession backend) {
        super(session);
        this.backend = backend;
    }

    @Override
    public void process(int message, Buffer rest) throws Exception {
        backend.link().fromBackend(message, rest);
    }
}
