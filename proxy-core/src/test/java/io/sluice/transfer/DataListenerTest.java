package io.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.session.peers.Patience;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class DataListenerTest {
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

    @Test
    void takesOneConnectionAndListensNoMore() throws IOException {
        try (var listener = listener(_ -> true, Duration.ZERO);
                var peer = Wire.to(listener.address());
                var channel = listener.open()) {
            assertThat(channel.isConnected()).isTrue();
            assertThatThrownBy(() -> Wire.to(listener.address())).hasRootCauseInstanceOf(IOException.class);
            peer.endsOutput();
        }
    }

    @Test
    void turnsAwayWhoIsNotAdmittedAndGoesOnWaiting() throws IOException {
        try (var listener = listener(peer -> peer.getHostAddress().equals("127.0.0.7"), Duration.ZERO);
                var stranger = Wire.from("127.0.0.6", listener.address());
                var _ = Wire.from("127.0.0.7", listener.address());
                var channel = listener.open()) {
            assertThat(channel.getRemoteAddress().toString()).contains("127.0.0.7");
            stranger.seesAnyEnd();
            assertThat(log).containsExactly("SECURITY VIOLATION: Passive connection from 127.0.0.6 rejected.");
        }
    }

    @Test
    void waitsNoLongerThanItsLimit() throws IOException {
        try (var listener = listener(_ -> true, Duration.ofMillis(20))) {
            assertThatThrownBy(listener::open).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closingThrowsTheWaitingThreadOut() throws Exception {
        var listener = listener(_ -> true, Duration.ZERO);
        var waiting = new CountDownLatch(1);
        var thrown = new ConcurrentLinkedQueue<IOException>();
        var thread = Thread.ofVirtual().start(() -> {
            waiting.countDown();
            try {
                listener.open().close();
            } catch (IOException e) {
                thrown.add(e);
            }
        });
        waiting.await();
        listener.close();
        assertThat(thread.join(Patience.LIMIT)).isTrue();
        assertThat(thrown).hasSize(1);
    }

    private DataListener listener(Predicate<InetAddress> admitted, Duration limit) throws IOException {
        return DataListener.open(InetAddress.getByName("127.0.0.1"), Optional.empty(), admitted, limit, log::add);
    }

    @Test
    void theLogIsQuietWhenNothingIsWrong() throws IOException {
        listener(_ -> true, Duration.ZERO).close();
        assertThat(List.copyOf(log)).isEmpty();
    }
}
