package io.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class AcceptorTest implements Acceptor.Listener {
    private static final int BOUND_SECONDS = 20;

    private final Reactors reactors = new Reactors(failure -> {});
    private final Reactor reactor = reactors.next();
    private final BlockingQueue<SocketChannel> accepted = new LinkedBlockingQueue<>();
    private final BlockingQueue<IOException> errors = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        for (AutoCloseable each : accepted) {
            each.close();
        }
        reactors.close();
    }

    @Override
    public void accepted(SocketChannel channel) {
        accepted.add(channel);
    }

    @Override
    public void failed(IOException error) {
        errors.add(error);
    }

    private static ServerSocketChannel listening(SocketAddress at) throws IOException {
        return ServerSocketChannel.open().bind(at, 100);
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private Acceptor accepting(ServerSocketChannel server) {
        var acceptor = new Acceptor(server, reactor, this);
        open.add(acceptor);
        acceptor.start();
        return acceptor;
    }

    private void connect(SocketAddress to) throws IOException {
        open.add(SocketChannel.open(to));
    }

    private SocketChannel next() throws InterruptedException {
        var channel = accepted.poll(BOUND_SECONDS, TimeUnit.SECONDS);
        assertThat(channel).as("an accepted connection").isNotNull();
        return channel;
    }

    @Test
    @DisplayName("More connections than are accepted at once are all accepted, and block as any channel does")
    void all() throws Exception {
        var server = listening(anyPort());
        for (int i = 0; i < 50; i++) {
            connect(server.getLocalAddress());
        }
        accepting(server);
        for (int i = 0; i < 50; i++) {
            try (var channel = next()) {
                assertThat(channel.isBlocking()).isTrue();
            }
        }
        assertThat(errors).isEmpty();
    }

    @Test
    @DisplayName("Once it is closed nobody listens at the address any more, and another may at once")
    void addressGivenBack() throws Exception {
        var server = listening(anyPort());
        var address = server.getLocalAddress();
        var first = accepting(server);
        connect(address);
        next().close();

        first.close();
        var second = listening(address);
        accepting(second);

        connect(address);
        next().close();
    }

    @Test
    @DisplayName("Closed by the thread that accepts, it does not wait for itself")
    void closedByTheReactor() throws Exception {
        var server = listening(anyPort());
        var address = server.getLocalAddress();
        var acceptor = accepting(server);
        var closed = new CountDownLatch(1);

        reactor.execute(() -> {
            acceptor.close();
            closed.countDown();
        });

        assertThat(closed.await(1, TimeUnit.SECONDS)).isTrue();
        open.add(listening(address));
    }
}
