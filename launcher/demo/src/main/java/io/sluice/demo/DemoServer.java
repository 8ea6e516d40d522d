package io.sluice.demo;

import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.FtpServer;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/// An FTP server with one user, on the loopback address.
public final class DemoServer implements AutoCloseable {
    private final FtpServer server;

    /// Starts it.
    public DemoServer(Path home, int port, String user, String password) throws FtpException {
        var listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(port);
        var factory = new FtpServerFactory();
        factory.addListener("default", listener.createListener());
        factory.getUserManager().save(user(home, user, password));
        server = factory.createServer();
        server.start();
    }

    private static BaseUser user(Path home, String name, String password) {
        var user = new BaseUser();
        user.setName(name);
        user.setPassword(password);
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(0, 0)));
        return user;
    }

    @Override
    public void close() {
        server.stop();
    }
}
