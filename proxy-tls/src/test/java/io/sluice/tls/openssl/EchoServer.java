package io.sluice.tls.openssl;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A server that sends lines back, each connection on a virtual thread of its own.
final class EchoServer implements AutoCloseable {
    private final ServerSocketChannel listener;
    private final OpenSslContext context;
    private final Queue<Boolean> resumed = new ConcurrentLinkedQueue<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();

    EchoServer(OpenSslContext context) throws IOException {
        this.context = context;
        listener = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.socket().getLocalPort();
    }

    /// For each handshake, whether it has resumed a TLS session.
    List<Boolean> resumed() {
        return List.copyOf(resumed);
    }

    List<String> failures() {
        return List.copyOf(failures);
    }

    private void accept() {
        while (listener.isOpen()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(SocketChannel socket) {
        try (var channel = new TlsChannel(socket, context.controlConnection())) {
            resumed.add(channel.engine().getSession().isResumed());
            for (var line = channel.line(); line.isPresent(); line = channel.line()) {
                channel.send(line.get());
            }
        } catch (IOException e) {
            failures.add(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        context.close();
    }

    /// A process with such a server, which shares what lies in a folder. Prints its port, and ends with its input.
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        var way = ResumptionTest.Way.valueOf(arguments[1]);
        try (var server = new EchoServer(FolderStore.shared(way, folder).build())) {
            System.out.println(server.port());
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
