package io.sluice.launcher;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A short run at build time, from whose classes the JVM makes the cache that later starts begin with: a gateway starts
/// from a configuration file, and clients log in, list, fetch and store.
public final class Training {
    private static final int SESSIONS = 20;
    private static final int PATIENCE_MILLIS = 5000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private Training() {}

    /// Ends with 2 if the training fails, so that it is told from a JVM that cannot make a cache.
    public static void main(String[] args) {
        try {
            train();
        } catch (Exception e) {
            e.printStackTrace();
            System.exit(2);
        }
    }

    private static void train() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, LOOPBACK)) {
            port = free.getLocalPort();
        }
        var directory = Files.createTempDirectory("sluice-training");
        try (var backend = new ServerSocket(0, 16, LOOPBACK)) {
            Thread.ofPlatform().daemon().start(() -> serve(backend));
            train(directory, port, backend.getLocalPort());
        } finally {
            TemporaryDirectory.delete(directory);
        }
    }

    private static void train(Path directory, int port, int backendPort) throws Exception {
        var file = directory.resolve("training.conf");
        Files.writeString(
                file, """
                ServerName "Training"
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %d
                PidFile %s
                ProxyEngine on
                ProxyRole reverse
                ProxyTables %s
                ProxyReverseServers ftp://127.0.0.1:%d
                """.formatted(port, directory.resolve("pid"), directory.resolve("tables"), backendPort));

        var commandLine = CommandLine.parse(List.of("-n", "-c", file.toString()));
        var configuration = new ConfigurationFile(commandLine, Installation.ofThisProgram(), new ModuleLayers());
        try (var _ = Daemon.start(configuration)) {
            for (int i = 0; i < SESSIONS; i++) {
                visit(port);
            }
        }
    }

    private static void visit(int port) throws IOException {
        try (var control = new Control(new Socket(LOOPBACK, port))) {
            control.answers("220");
            control.asks("USER training", "331");
            control.asks("PASS training", "230");
            control.asks("SYST", "215");
            control.asks("FEAT", "211");
            control.asks("PWD", "257");
            control.asks("TYPE I", "200");
            for (var command : List.of("LIST", "RETR file", "STOR file")) {
                var address = control.asks("EPSV", "229").split("\\|", -1);
                try (var data = new Socket(LOOPBACK, Integer.parseInt(address[3]))) {
                    control.asks(command, "150");
                    if (command.startsWith("STOR")) {
                        data.getOutputStream().write(1);
                    } else {
                        data.getInputStream().readAllBytes();
                    }
                }
                control.answers("226");
            }
            control.asks("QUIT", "221");
        }
    }

    /// A server that lets everybody in, and has the same short file for everything.
    private static void serve(ServerSocket listener) {
        while (true) {
            try (var control = new Control(listener.accept());
                    var data = new ServerSocket(0, 1, LOOPBACK)) {
                control.says("220 Ready");
                for (var command = control.hears(); !command.isEmpty(); command = control.hears()) {
                    control.says(
                            switch (command.split(" ", 2)[0]) {
                                case "USER" -> "331 Password, please";
                                case "PASS" -> "230 Welcome";
                                case "FEAT" -> "211-Features:\r\n EPSV\r\n211 End";
                                case "SYST" -> "215 UNIX Type: L8";
                                case "PWD" -> "257 \"/\"";
                                case "EPSV" -> "229 Entering Extended Passive Mode (|||" + data.getLocalPort() + "|)";
                                case "LIST", "RETR", "STOR" -> "150 Here it comes";
                                case "QUIT" -> "221 Goodbye";
                                default -> "200 OK";
                            });
                    if (command.matches("(LIST|RETR|STOR).*")) {
                        transfer(data, command.startsWith("STOR"));
                        control.says("226 Done");
                    }
                }
            } catch (IOException _) {
                return; // the training is over
            }
        }
    }

    private static void transfer(ServerSocket listener, boolean upload) throws IOException {
        try (var data = listener.accept()) {
            if (upload) {
                data.getInputStream().readAllBytes();
            } else {
                data.getOutputStream().write(1);
            }
        }
    }

    /// A control connection, from either end.
    private record Control(Socket socket, BufferedReader lines) implements AutoCloseable {
        Control(Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1), 256));
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
        }

        void says(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(ISO_8859_1));
        }

        /// The next line; empty at the end.
        String hears() throws IOException {
            var line = lines.readLine();
            return line == null ? "" : line;
        }

        String asks(String command, String code) throws IOException {
            says(command);
            return answers(code);
        }

        /// The last line of the next reply, which must be of that code.
        String answers(String code) throws IOException {
            var line = hears();
            while (line.startsWith(code + "-") || line.startsWith(" ")) {
                line = hears();
            }
            if (!line.startsWith(code + " ")) {
                throw new IOException("expected " + code + ", not " + line);
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
