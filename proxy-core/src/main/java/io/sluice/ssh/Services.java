package io.sluice.ssh;

import java.io.IOException;
import java.util.List;
import org.apache.sshd.common.Service;
import org.apache.sshd.common.ServiceFactory;
import org.apache.sshd.common.session.Session;

/// The two services of a session: the one that lets in (RFC 4252), and the one that has channels (RFC 4254).
final class Services {
    static final String AUTHENTICATION = "ssh-userauth";
    static final String CONNECTION = "ssh-connection";

    private Services() {}

    @FunctionalInterface
    interface Maker {
        Service of(Session session) throws IOException;
    }

    static List<ServiceFactory> of(Maker authentication, Maker connection) {
        return List.of(new Named(AUTHENTICATION, authentication), new Named(CONNECTION, connection));
    }

    private record Named(String name, Maker maker) implements ServiceFactory {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public Service create(Session session) throws IOException {
            return maker.of(session);
        }
    }
}
