package io.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class ReactorsTest {
    private static final int BOUND_SECONDS = 20;
    private static final Duration ENDLESS = Duration.ZERO;

    private final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
    private final Reactors reactors = new Reactors(failures::add);
    private final Reactor reactor = reactors.next();
    private final SendWatch sends = new SendWatch();
    private final List<AutoCloseable> open = new ArrayList<>();
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        open.add(server);
    }

    @AfterEach
    void close() throws Exception {
        reactors.close();
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /// Two ends of a connection: the peer, and ours with what it hears.
    private final class Connection implements ControlChannel.Listener {
        final SocketChannel peer;
        final ControlChannel ours;
        final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

        Connection() throws IOException {
            peer = SocketChannel.open(server.getLocalAddress());
            open.add(peer);
            ours = sends.over(server.accept());
        }

        void says(String text) throws IOException {
            peer.write(ByteBuffer.wrap(text.getBytes(US_ASCII)));
        }

        String hears() throws InterruptedException {
            var next = heard.poll(BOUND_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("what is heard").isNotNull();
            return String.valueOf(next);
        }

        @Override
        public void received(ByteBuffer bytes) {
            heard.add(US_ASCII.decode(bytes).toString());
        }

        @Override
        public void drained() {
            heard.add("drained");
        }

        @Override
        public void resumed() {}

        @Override
        public void ended(Optional<String> error) {
            heard.add("end " + error.orElse("in good order"));
        }
    }

    @Test
    @DisplayName("what comes is heard in order, and the end last and once")
    void order() throws Exception {
        var connection = new Connection();
        connection.ours.listen(reactor, connection);

        connection.says("one");
        assertThat(connection.hears()).isEqualTo("one");
        connection.says("two");
        assertThat(connection.hears()).isEqualTo("two");
        connection.peer.close();

        assertThat(connection.hears()).isEqualTo("end in good order");
        connection.ours.close();
        assertThat(connection.heard).isEmpty();
    }

    @Test
    @DisplayName("a connection whose work takes long does not hold up the others, and goes on afterwards")
    void heldUp() throws Exception {
        var slow = new Connection();
        var quick = new Connection();
        var go = new CountDownLatch(1);
        var held = new CountDownLatch(1);
        slow.ours.listen(reactor, new ControlChannel.Listener() {
            @Override
            public void received(ByteBuffer bytes) {
                held.countDown();
                try {
                    go.await();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                }
                slow.received(bytes);
            }

            @Override
            public void drained() {}

            @Override
            public void resumed() {}

            @Override
            public void ended(Optional<String> error) {
                slow.ended(error);
            }
        });
        quick.ours.listen(reactor, quick);

        slow.says("first");
        assertThat(held.await(BOUND_SECONDS, TimeUnit.SECONDS)).isTrue();
        slow.says("second");
        for (int i = 0; i < 100; i++) {
            quick.says("word");
            assertThat(quick.hears()).isEqualTo("word");
        }
        assertThat(slow.heard).isEmpty();

        go.countDown();
        assertThat(slow.hears()).isEqualTo("first");
        assertThat(slow.hears()).isEqualTo("second");
    }

    @Test
    @DisplayName("what throws is told, and the reactor goes on")
    void failure() throws Exception {
        reactor.execute(() -> {
            throw new IllegalStateException("broken");
        });

        assertThat(failures.poll(BOUND_SECONDS, TimeUnit.SECONDS)).hasMessage("broken");
        var connection = new Connection();
        connection.ours.listen(reactor, connection);
        connection.says("word");
        assertThat(connection.hears()).isEqualTo("word");
    }

    @Test
    @DisplayName("an error is told like an exception, and the reactor goes on")
    void errors() throws Exception {
        reactor.execute(() -> {
            throw new NoClassDefFoundError("missing");
        });

        assertThat(failures.poll(BOUND_SECONDS, TimeUnit.SECONDS)).hasRootCauseMessage("missing");
        isAlive();
    }

    @Test
    @DisplayName("a connection that is closed at the moment at which it was found ready does not stop the reactor")
    void closedMeanwhile() throws Exception {
        var channel = SocketChannel.open(server.getLocalAddress());
        open.add(channel);
        channel.configureBlocking(false);
        try (var selector = Selector.open()) {
            var key = channel.register(selector, SelectionKey.OP_READ);
            channel.close();

            assertThatCode(() -> Reactor.report(key)).doesNotThrowAnyException();
        }
    }

    private void isAlive() throws InterruptedException {
        var done = new CountDownLatch(1);
        reactor.execute(done::countDown);
        assertThat(done.await(BOUND_SECONDS, TimeUnit.SECONDS))
                .as("the reactor works")
                .isTrue();
    }

    @Test
    @DisplayName("a peer that does not read holds nobody up, and gets all when it reads")
    void congestion() throws Exception {
        var connection = new Connection();
        connection.ours.listen(reactor, connection);
        long sent = 0;
        var much = new byte[64 * 1024];
        while (!connection.ours.isCongested()) {
            connection.ours.send(much, ENDLESS);
            sent += much.length;
        }
        connection.ours.endOutput();

        long read = 0;
        var buffer = ByteBuffer.allocate(much.length);
        for (int count = connection.peer.read(buffer); count >= 0; count = connection.peer.read(buffer.clear())) {
            read += count;
        }

        assertThat(read).isEqualTo(sent);
        assertThat(connection.hears()).isEqualTo("drained");
        assertThat(connection.ours.isCongested()).isFalse();
    }

    @Test
    @DisplayName("a peer that does not read is cut off when its time is over")
    void overdue() throws Exception {
        var connection = new Connection();
        connection.ours.listen(reactor, connection);
        while (!connection.ours.isCongested()) {
            connection.ours.send(new byte[64 * 1024], Duration.ofNanos(1));
        }

        sends.look();

        assertThat(connection.hears()).isEqualTo("end " + ErrorText.CANCELED);
        assertThat(connection.ours.channel().isOpen()).isFalse();
    }

    @Test
    @DisplayName("nothing is heard between pause and resume")
    void pause() throws Exception {
        var connection = new Connection();
        connection.ours.listen(reactor, connection);
        connection.ours.pause();
        connection.says("word");
        var other = new Connection();
        other.ours.listen(reactor, other);
        other.says("other");
        assertThat(other.hears()).isEqualTo("other");
        assertThat(connection.heard).isEmpty();

        connection.ours.resume();

        assertThat(connection.hears()).isEqualTo("word");
    }

    @Test
    @DisplayName("closing is told to the listener, whoever closes")
    void closing() throws Exception {
        var connection = new Connection();
        connection.ours.listen(reactor, connection);

        connection.ours.close();

        assertThat(connection.hears()).isEqualTo("end " + ErrorText.CANCELED);
        connection.peer.configureBlocking(true);
        assertThat(connection.peer.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
}
