package io.sluice.launcher;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MalformedURLException;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `sluice demo`: two FTP servers with a few files, and a reverse proxy before them, all on the loopback address, until
/// a signal comes. The servers are no part of the gateway: they come from the folder `demo`, by a class loader of their
/// own.
final class Demo {
    private static final String SERVER = "io.sluice.demo.DemoServer";
    private static final String USER = "demo";
    private static final String PASSWORD = "demo";
    private static final int FIRST_PORT = 2121;

    private final PrintStream out;
    private final Installation installation;

    Demo(PrintStream out, Installation installation) {
        this.out = out;
        this.installation = installation;
    }

    void run() throws ConfigurationException, NotServing, IOException {
        var signals = Signals.take().started(); // before there is anything to clear away
        var directory = Files.createTempDirectory("sluice-demo");
        try {
            // Never closed: threads of the servers go on for a moment after their end, and load classes.
            var loader = new URLClassLoader(jars(), ClassLoader.getPlatformClassLoader());
            var gatewayPort = port(FIRST_PORT);
            var firstPort = port(FIRST_PORT + 1);
            var secondPort = port(FIRST_PORT + 2);
            try (var _ = server(loader, home(directory, "first"), firstPort);
                    var _ = server(loader, home(directory, "second"), secondPort);
                    var _ = Gateway.start(settings(directory, gatewayPort, firstPort, secondPort))) {
                out.print(page(gatewayPort, firstPort, secondPort));
                out.flush();
                var _ = signals.next();
            } catch (ConfigurationException | NotServing | IOException | RuntimeException e) {
                throw e;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                throw new NotServing("fatal: the demo cannot run: " + e);
            }
        } finally {
            TemporaryDirectory.delete(directory);
        }
    }

    private URL[] jars() throws NotServing, IOException {
        var folder = installation.home().resolve("demo");
        if (!Files.isDirectory(folder)) {
            throw new NotServing("fatal: the demo needs the folder " + folder + ", which the distribution has");
        }
        var urls = new ArrayList<URL>();
        try (var paths = Files.newDirectoryStream(folder, "*.jar")) {
            for (var path : paths) {
                urls.add(url(path));
            }
        }
        return urls.toArray(URL[]::new);
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }

    private static AutoCloseable server(ClassLoader loader, Path home, int port) throws ReflectiveOperationException {
        return (AutoCloseable) loader.loadClass(SERVER)
                .getConstructor(Path.class, int.class, String.class, String.class)
                .newInstance(home, port, USER, PASSWORD);
    }

    private static GatewaySettings settings(Path directory, int port, int first, int second)
            throws ConfigurationException {
        return GatewaySettings.builder()
                .listen(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port))
                .reverse(directory.resolve("tables"), List.of("ftp://127.0.0.1:" + first, "ftp://127.0.0.1:" + second))
                .directive("ProxyReverseConnectPolicy", "RoundRobin")
                .directive("ServerName", "Sluice demo")
                .log(GatewaySettings.LogTarget.NOTHING)
                .build();
    }

    /// The port if it is free, otherwise any that is.
    private static int port(int usual) throws IOException {
        var loopback = InetAddress.ofLiteral("127.0.0.1");
        try (var socket = new ServerSocket(usual, 1, loopback)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            try (var socket = new ServerSocket(0, 1, loopback)) {
                return socket.getLocalPort();
            }
        }
    }

    private static Path home(Path directory, String name) throws IOException {
        var home = Files.createDirectories(directory.resolve(name));
        Files.writeString(home.resolve("this-is-the-" + name + "-server.txt"), "Served by the " + name + " server.\n");
        Files.writeString(home.resolve("welcome.txt"), "Welcome to the " + name + " server.\n");
        Files.write(home.resolve("one-megabyte.bin"), new byte[1024 * 1024]);
        Files.createDirectories(home.resolve("upload"));
        return home;
    }

    private static String page(int gateway, int first, int second) {
        return """
                Two FTP servers and a reverse proxy before them, on this machine only:

                  ftp://127.0.0.1:%1$d   the gateway: each session goes to the next server
                  ftp://127.0.0.1:%2$d   the first server
                  ftp://127.0.0.1:%3$d   the second server

                User %4$s, password %5$s. Try this, more than once:

                  curl --user %4$s:%5$s ftp://127.0.0.1:%1$d/

                Ctrl-C ends it.
                """.formatted(gateway, first, second, USER, PASSWORD);
    }
}
