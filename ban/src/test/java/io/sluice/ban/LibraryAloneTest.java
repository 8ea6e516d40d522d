package io.sluice.ban;

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
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The example of the README as the server of somebody who has nothing but this library: compiled and run on a class
/// path where there is no gateway.
class LibraryAloneTest {
    private static final Path LIBRARY = Path.of("target/classes").toAbsolutePath();
    private static final Pattern EXAMPLE = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    private static String example() throws IOException {
        var found = EXAMPLE.matcher(Files.readString(Path.of("README.md")));
        assertThat(found.find()).isTrue();
        return found.group(1);
    }

    @Test
    void theExampleHasTenLines() throws IOException {
        assertThat(example().lines()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    @DisplayName("the example of the README bans whom it says, with this library and the JDK alone")
    void theExampleIsAServer() throws Exception {
        compile("""
                import io.sluice.ban.*;
                import java.net.*;
                import java.nio.file.Path;
                import java.time.*;
                import java.util.Optional;

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
                """.formatted(example()));

        try (var alone = new URLClassLoader(
                        new URL[] {LIBRARY.toUri().toURL(), directory.toUri().toURL()},
                        ClassLoader.getPlatformClassLoader());
                var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var run = alone.loadClass("Example").getMethod("run", ServerSocket.class, Path.class);
            Thread.ofVirtual().start(() -> {
                try {
                    run.invoke(null, server, directory.resolve("ban.tab"));
                } catch (ReflectiveOperationException _) {
                    // the server is closed
                }
            });

            assertThat(said("127.0.0.1", server)).isEqualTo("welcome");
            assertThat(said("127.0.0.2", server)).isEqualTo("welcome");
            assertThat(said("127.0.0.1", server)).isEqualTo("Too often, %a");
        }
    }

    private void compile(String text) throws IOException {
        var source = Files.writeString(directory.resolve("Example.java"), text);
        var compiler = ToolProvider.findFirst("javac").orElseThrow();
        int status = compiler.run(
                System.out, System.err, "-cp", LIBRARY.toString(), "-d", directory.toString(), source.toString());
        assertThat(status).isZero();
    }

    private static String said(String from, ServerSocket server) throws IOException {
        try (var socket = new Socket()) {
            socket.setSoTimeout(10_000);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            socket.connect(server.getLocalSocketAddress());
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
