package io.sluice.system.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// A server whose files are reached by SSH.
public interface SshServer extends FtpServer {

    /// What runs behind it.
    FtpServer server();

    @Override
    default InetSocketAddress address() {
        return server().address();
    }

    @Override
    default Account account() {
        return server().account();
    }

    @Override
    default Path home() {
        return server().home();
    }

    @Override
    default String url() {
        return "sftp://127.0.0.1:" + port();
    }

    @Override
    default void close() {
        server().close();
    }
}
