package io.sluice.ssh;

import java.util.Map;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.closeable.AbstractCloseable;

/// A service of ours over a session of MINA.
abstract class OwnService extends AbstractCloseable implements Service {
    private final Session session;

    OwnService(Session session) {
        this.session = session;
    }

    @Override
    public Session getSession() {
        return session;
    }

    @Override
    public void start() {
        // nothing is said before something is asked
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of();
    }
}
