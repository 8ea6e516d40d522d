package io.sluice.system.peer;

import io.sluice.peers.Ports;
import io.sluice.system.process.Scene;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.ftpserver.ConnectionConfigFactory;
import org.apache.ftpserver.DataConnectionConfigurationFactory;
import org.apache.ftpserver.FtpServerFactory;
import org.apache.ftpserver.ftplet.FtpException;
import org.apache.ftpserver.listener.ListenerFactory;
import org.apache.ftpserver.usermanager.impl.BaseUser;
import org.apache.ftpserver.usermanager.impl.ConcurrentLoginPermission;
import org.apache.ftpserver.usermanager.impl.WritePermission;

/// Apache FtpServer inside the test's own process: a server that every machine has.
public final class EmbeddedFtpServer implements FtpServer {
    private static final Account ACCOUNT = new Account("joe", "secret");
    private static final int SESSIONS = 1000;

    private final org.apache.ftpserver.FtpServer server;
    private final int port;
    private final Path home;

    private EmbeddedFtpServer(org.apache.ftpserver.FtpServer server, int port, Path home) {
        this.server = server;
        this.port = port;
        this.home = home;
    }

    public static EmbeddedFtpServer start(Scene scene) {
        return start(scene, Ports.free());
    }

    public static EmbeddedFtpServer start(Scene scene, int port) {
        var home = DaemonServer.home(scene.folder("ftpserver"));
        var passive = Ports.free(600);
        var data = new DataConnectionConfigurationFactory();
        data.setPassivePorts(passive.first() + "-" + passive.last());
        data.setActiveEnabled(true);
        var listener = new ListenerFactory();
        listener.setServerAddress("127.0.0.1");
        listener.setPort(port);
        listener.setDataConnectionConfiguration(data.createDataConnectionConfiguration());
        var connections = new ConnectionConfigFactory();
        connections.setMaxLogins(SESSIONS);
        connections.setMaxThreads(64);
        connections.setLoginFailureDelay(0);
        connections.setMaxLoginFailures(100);
        var factory = new FtpServerFactory();
        factory.addListener("default", listener.createListener());
        factory.setConnectionConfig(connections.createConnectionConfig());
        try {
            factory.getUserManager().save(user(home));
            var server = factory.createServer();
            server.start();
            return scene.owns(new EmbeddedFtpServer(server, port, home));
        } catch (FtpException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress("127.0.0.1", port);
    }

    @Override
    public Account account() {
        return ACCOUNT;
    }

    @Override
    public Path home() {
        return home;
    }

    @Override
    public void close() {
        server.stop();
    }

    @Override
    public String toString() {
        return "--- Apache FtpServer on " + port;
    }

    private static BaseUser user(Path home) {
        var user = new BaseUser();
        user.setName(ACCOUNT.name());
        user.setPassword(ACCOUNT.password());
        user.setHomeDirectory(home.toString());
        user.setAuthorities(List.of(new WritePermission(), new ConcurrentLoginPermission(SESSIONS, SESSIONS)));
        return user;
    }
}
