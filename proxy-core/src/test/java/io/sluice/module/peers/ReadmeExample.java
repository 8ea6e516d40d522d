package io.sluice.module.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;

/// The example of the README of a module that is a library too, as the server of somebody who has nothing but this
/// library: compiled and run on a class path where there is no gateway.
public final class ReadmeExample implements AutoCloseable {
    private static final Path LIBRARY = Path.of("target/classes").toAbsolutePath();
    private static final Pattern TEXT = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    private final URLClassLoader alone;
    private final ServerSocket server;

    private ReadmeExample(URLClassLoader alone, ServerSocket server) {
        this.alone = alone;
        this.server = server;
    }

    public static String text() throws IOException {
        var found = TEXT.matcher(Files.readString(Path.of("README.md")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    /// Starts it: it takes its clients from `server`, keeps what it keeps in `file`, and calls `serve` with what it
    /// says to one.
    ///
    /// @param directory an empty one
    /// @param imports those it needs besides `java.net`
    public static ReadmeExample start(Path directory, String... imports)
            throws IOException, ReflectiveOperationException {
        compile(directory, List.of(imports));
        var alone = new URLClassLoader(
                new URL[] {LIBRARY.toUri().toURL(), directory.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        var run = alone.loadClass("Example").getMethod("run", ServerSocket.class, Path.class);
        Thread.ofVirtual().start(() -> {
            try {
                run.invoke(null, server, directory.resolve("file"));
            } catch (ReflectiveOperationException _) {
                // the server is closed
            }
        });
        return new ReadmeExample(alone, server);
    }

    private static void compile(Path directory, List<String> imports) throws IOException {
        var lines = imports.stream().map(name -> "import " + name + ";\n").toList();
        var source =
                Files.writeString(directory.resolve("Example.java"), """
                %s
                import java.net.*;
                import java.nio.file.Path;

                public class Example {
                    public static void run(ServerSocket server, Path file) throws Exception {
                        %s
                    }

                    private static void serve(Socket socket, String why) throws Exception {
                        try (socket) {
                            socket.getOutputStream().write(why.getBytes());
                        }
                    }
                }
                """.formatted(String.join("", lines), text()));
        var compiler = ToolProvider.findFirst("javac").orElseThrow();
        int status = compiler.run(
                System.out, System.err, "-cp", LIBRARY.toString(), "-d", directory.toString(), source.toString());
        assertThat(status).isZero();
    }

    /// What it says to a client at that address.
    public String saysTo(String address) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
            socket.connect(server.getLocalSocketAddress());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        alone.close();
    }
}
