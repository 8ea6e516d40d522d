package io.sluice.cache.memcache;

import io.sluice.cache.peers.ServerProcess;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A memcached of the host.
final class MemcachedProcess extends ServerProcess {
    private final List<String> options;

    private MemcachedProcess(int port, List<String> options) {
        super(port);
        this.options = options;
    }

    /// A server that was started and answers.
    ///
    /// @param options of its command line
    static MemcachedProcess started(String... options) throws Exception {
        var server = stopped(options);
        server.start();
        return server;
    }

    /// A server that was not started yet.
    static MemcachedProcess stopped(String... options) {
        program();
        return new MemcachedProcess(Ports.free(), List.of(options));
    }

    /// A server on a Unix socket.
    static MemcachedProcess local(Path socket) throws Exception {
        program();
        var server = new MemcachedProcess(0, List.of("-s", socket.toString()));
        server.start();
        return server;
    }

    private static Path program() {
        return Program.of("memcached");
    }

    @Override
    protected ProcessBuilder command() {
        var command = new ArrayList<>(List.of(program().toString(), "-u", System.getProperty("user.name")));
        if (port != 0) {
            command.addAll(List.of("-l", "127.0.0.1", "-p", Integer.toString(port)));
        }
        command.addAll(options);
        return new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    }

    @Override
    protected void connect() throws IOException {
        if (port == 0) {
            SocketChannel.open(UnixDomainSocketAddress.of(options.getLast())).close();
        } else {
            connected().close();
        }
    }

    /// The item under a key, as another client finds it: `flags` and the value; empty where there is none.
    Optional<String> item(String key) throws IOException {
        try (var socket = connected()) {
            socket.getOutputStream().write(("get " + key + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            var in = new BufferedInputStream(socket.getInputStream());
            String[] words = line(in).split(" ");
            if (words.length < 4) {
                return Optional.empty();
            }
            byte[] value = in.readNBytes(Integer.parseInt(words[3]));
            return Optional.of(words[2] + " " + new String(value, StandardCharsets.ISO_8859_1));
        }
    }

    /// How long an item lasts yet; -1 for ever.
    long secondsLeft(String key) throws IOException {
        return Long.parseLong(says("mg " + key + " t").substring("HD t".length()));
    }

    /// Puts an item as another client does.
    void item(String key, int flags, String value) throws IOException {
        says("set " + key + " " + flags + " 0 " + value.length() + "\r\n" + value);
    }

    /// The first line that is answered to some lines.
    String says(String lines) throws IOException {
        try (var socket = connected()) {
            socket.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            return line(socket.getInputStream());
        }
    }

    /// A number that the server tells of itself.
    long statistic(String name) throws IOException {
        try (var socket = connected()) {
            socket.getOutputStream().write("stats\r\n".getBytes(StandardCharsets.ISO_8859_1));
            var in = new BufferedInputStream(socket.getInputStream());
            for (String line = line(in); !line.equals("END"); line = line(in)) {
                if (line.startsWith("STAT " + name + " ")) {
                    return Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
                }
            }
            throw new AssertionError("memcached tells no " + name);
        }
    }

    /// A server of one thread, which counts connections in the order in which they come.
    static MemcachedProcess counting() throws Exception {
        return started("-t", "1");
    }

    /// How many connections there were, that of this question included.
    long connections() throws IOException {
        return statistic("total_connections");
    }

    private Socket connected() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(5000);
        return socket;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
            if (each != '\r') {
                line.append((char) each);
            }
        }
        return line.toString();
    }
}
