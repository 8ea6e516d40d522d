package io.sluice.cache.redis;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A redis-server of the host, in memory, on a free port of the loopback. Where the host has none, a test is skipped,
/// or fails if the system property `sluice.peers` is `required`.
final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final int port;
    private final Path folder;
    private final List<String> options;
    private Optional<Process> process = Optional.empty();

    private RedisProcess(int port, List<String> options) throws IOException {
        this.port = port;
        this.folder = Files.createTempDirectory("redis");
        this.options = options;
    }

    /// A server that was started and answers.
    ///
    /// @param options of its command line, `%port` for its port
    static RedisProcess started(String... options) throws Exception {
        var server = stopped(options);
        server.start();
        return server;
    }

    /// A server that was not started yet.
    static RedisProcess stopped(String... options) throws IOException {
        program();
        return new RedisProcess(freePort(), List.of(options));
    }

    /// A sentinel that watches one master.
    ///
    /// @param lines more of its configuration, `%port` for its port
    static RedisProcess sentinel(String master, int masterPort, String... lines) throws Exception {
        var sentinel = stopped();
        Path file = Files.writeString(
                sentinel.folder.resolve("sentinel.conf"),
                "port " + sentinel.port + "\nbind 127.0.0.1\nsentinel monitor " + master + " 127.0.0.1 " + masterPort
                        + " 1\n" + String.join("\n", lines).replace("%port", Integer.toString(sentinel.port)) + "\n");
        sentinel.process = Optional.of(new ProcessBuilder(program().toString(), file.toString(), "--sentinel")
                .redirectErrorStream(true)
                .redirectOutput(sentinel.folder.resolve("out").toFile())
                .start());
        sentinel.awaitAnswer();
        return sentinel;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    void start() throws Exception {
        if (process.isPresent() && process.get().isAlive()) {
            signal("CONT");
        } else {
            var command = new ArrayList<>(List.of(
                    program().toString(),
                    "--port",
                    Integer.toString(port),
                    "--bind",
                    "127.0.0.1",
                    "--save",
                    "",
                    "--dir",
                    folder.toString(),
                    "--logfile",
                    folder.resolve("log").toString()));
            options.forEach(option -> command.add(option.replace("%port", Integer.toString(port))));
            process = Optional.of(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start());
        }
        awaitAnswer();
    }

    void stop() throws Exception {
        if (process.isPresent()) {
            process.get().destroyForcibly().waitFor();
        }
    }

    boolean isAlive() {
        return process.filter(Process::isAlive).isPresent();
    }

    void freeze() throws Exception {
        signal("STOP");
    }

    Path folder() {
        return folder;
    }

    /// What redis-server says to a line of words, for as long as it takes to say it; errors and nil included.
    String says(String... words) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5000);
            var request = new StringBuilder("*" + words.length + "\r\n");
            for (String word : words) {
                request.append('$')
                        .append(word.getBytes(StandardCharsets.ISO_8859_1).length)
                        .append("\r\n")
                        .append(word)
                        .append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.ISO_8859_1));
            return answer(socket.getInputStream());
        }
    }

    /// The values of a list, as redis-cli shows them to a script.
    List<String> list(String key) throws Exception {
        var process = new ProcessBuilder("redis-cli", "-p", Integer.toString(port), "LRANGE", key, "0", "-1")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private static String answer(java.io.InputStream in) throws IOException {
        String line = line(in);
        if (line.startsWith("$") && !line.startsWith("$-")) {
            byte[] bytes = in.readNBytes(Integer.parseInt(line.substring(1)));
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return line;
    }

    private static String line(java.io.InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws Exception {
        stop();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }

    /// Any answer does: a server that wants a password or TLS is there too.
    private void awaitAnswer() throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException _) {
                if (System.nanoTime() - end > 0 || !process.orElseThrow().isAlive()) {
                    throw new AssertionError("redis-server does not answer: "
                            + Files.readString(folder.resolve("out"))
                            + (Files.exists(folder.resolve("log")) ? Files.readString(folder.resolve("log")) : ""));
                }
                Thread.sleep(10);
            }
        }
    }

    private void signal(String signal) throws Exception {
        var kill = new ProcessBuilder(
                        "kill",
                        "-" + signal,
                        Long.toString(process.orElseThrow().pid()))
                .start();
        if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new AssertionError("kill -" + signal + " failed");
        }
    }

    static Path program() {
        return Stream.of((System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin")
                        .split(File.pathSeparator))
                .map(folder -> Path.of(folder).resolve("redis-server"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseGet(() -> {
                    String why = "redis-server is not on the PATH";
                    if ("required".equals(System.getProperty("sluice.peers"))) {
                        fail("sluice.peers=required, and " + why);
                    }
                    System.out.println("skipped: " + why);
                    Assumptions.abort("skipped: " + why);
                    throw new AssertionError();
                });
    }
}
