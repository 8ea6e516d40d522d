package io.sluice.system.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A memcached server.
public final class Memcached implements StoreServer {
    private static final int HEAD = 24;

    private final Path folder;
    private final int port = Ports.free();
    private ChildProcess server;

    private Memcached(Path folder) {
        this.folder = folder;
        this.server = started();
    }

    public static Memcached start(Scene scene) {
        return scene.owns(new Memcached(scene.folder("memcached")));
    }

    /// Starts the server, again on its port and empty after [#stop].
    public void starts() {
        server = started();
    }

    private ChildProcess started() {
        var process = ChildProcess.start(
                folder,
                "memcached",
                List.of(
                        Program.of("memcached").toString(),
                        "-u",
                        System.getProperty("user.name"),
                        "-l",
                        "127.0.0.1",
                        "-p",
                        Integer.toString(port)));
        Await.until("memcached listens", () -> Ports.listening(port));
        return process;
    }

    /// Where it listens, as `MemcacheServers` wants it.
    public String place() {
        return "127.0.0.1:" + port;
    }

    /// What is under a key of any bytes.
    ///
    /// @param flags the number that a client has put beside the value
    public record Item(int flags, String value) {}

    /// The item under a key, asked for by the binary protocol; its bytes are the chars of the text.
    public Optional<Item> item(String key) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.USUAL.toMillis());
            byte[] name = key.getBytes(ISO_8859_1);
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(HEAD + name.length)
                            .put((byte) 0x80)
                            .put((byte) 0)
                            .putShort((short) name.length)
                            .putInt(0)
                            .putInt(name.length)
                            .position(HEAD)
                            .put(name)
                            .array());
            var in = socket.getInputStream();
            var head = ByteBuffer.wrap(in.readNBytes(HEAD));
            byte[] body = in.readNBytes(head.getInt(8));
            return head.getShort(6) == 0
                    ? Optional.of(
                            new Item(ByteBuffer.wrap(body).getInt(), new String(body, 4, body.length - 4, ISO_8859_1)))
                    : Optional.empty();
        }
    }

    /// The second of the epoch at which the only item ends.
    public long endOfTheOnlyItem() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout((int) Await.USUAL.toMillis());
            socket.getOutputStream().write("lru_crawler metadump all\r\n".getBytes(ISO_8859_1));
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            var lines = in.lines().takeWhile(line -> !line.equals("END")).toList();
            if (lines.size() != 1) {
                throw new AssertionError("expected one item, not " + lines);
            }
            return Long.parseLong(lines.getFirst().replaceFirst(".* exp=(\\d+) .*", "$1"));
        }
    }

    @Override
    public ChildProcess process() {
        return server;
    }
}
