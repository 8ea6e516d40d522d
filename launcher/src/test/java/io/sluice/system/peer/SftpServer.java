package io.sluice.system.peer;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// A server whose files are reached by SSH.
record SftpServer(FtpServer server) implements FtpServer {
    @Override
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public Account account() {
        return server.account();
    }

    @Override
    public Path home() {
        return server.home();
    }

    @Override
    public String url() {
        return "sftp://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.close();
    }
}
