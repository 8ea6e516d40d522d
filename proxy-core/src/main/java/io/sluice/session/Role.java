package io.sluice.session;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// What stands behind the sessions of a virtual host: a reverse proxy, a forward proxy, or nothing.
public interface Role {

    /// Takes the connection of a client over: what is spoken with it is the role's business.
    default Frontend frontend(SocketChannel channel, VirtualHost host, SessionServices services) throws IOException {
        return new FtpFrontend(
                channel, host.settings().commandBuffer(), host.settings().sockets(), services.clock());
    }

    /// The first state of a session that has passed all checks at connect and has not yet been greeted. It is the
    /// role's part to greet, which reaches clients only that have not been greeted before.
    SessionState begin(Session session);
}
