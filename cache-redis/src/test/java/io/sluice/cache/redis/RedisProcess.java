package io.sluice.cache.redis;

import io.sluice.cache.peers.ServerProcess;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A redis-server of the host, in memory.
final class RedisProcess extends ServerProcess {
    private final Path folder;
    private final List<String> words;

    private RedisProcess(int port, Path folder, List<String> words) {
        super(port);
        this.folder = folder;
        this.words = words;
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
        var folder = Files.createTempDirectory("redis");
        int port = Ports.free();
        var words = new ArrayList<>(List.of(
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
        for (String option : options) {
            words.add(option.replace("%port", Integer.toString(port)));
        }
        return new RedisProcess(port, folder, words);
    }

    /// A sentinel that watches one master.
    ///
    /// @param lines more of its configuration, `%port` for its port
    static RedisProcess sentinel(String master, int masterPort, String... lines) throws Exception {
        program();
        var folder = Files.createTempDirectory("sentinel");
        int port = Ports.free();
        var file = Files.writeString(
                folder.resolve("sentinel.conf"),
                "port " + port + "\nbind 127.0.0.1\nsentinel monitor " + master + " 127.0.0.1 " + masterPort + " 1\n"
                        + String.join("\n", lines).replace("%port", Integer.toString(port)) + "\n");
        var sentinel = new RedisProcess(port, folder, List.of(file.toString(), "--sentinel"));
        sentinel.start();
        return sentinel;
    }

    private static Path program() {
        return Program.of("redis-server");
    }

    @Override
    protected ProcessBuilder command() {
        var command = new ArrayList<>(List.of(program().toString()));
        command.addAll(words);
        return new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile());
    }

    /// Any answer does: a server that wants a password or TLS is there too.
    @Override
    protected void connect() throws IOException {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
    }

    @Override
    protected String said() throws IOException {
        var log = folder.resolve("log");
        return Files.readString(folder.resolve("out")) + (Files.exists(log) ? Files.readString(log) : "");
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
        super.close();
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        }
    }
}
