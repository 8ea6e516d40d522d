package io.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.net.PortRange;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class DataListenerTest {
    private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
    private final DataListeners listeners = new DataListeners();

    @AfterEach
    void close() {
        listeners.close();
    }

    @Test
    void takesTheConnectionThatComes() throws IOException {
        try (var listener = anyPort(_ -> true, Duration.ZERO);
                var peer = Wire.to(listener.address());
                var channel = listener.open()) {
            assertThat(channel.getRemoteAddress()).isEqualTo(peer.local());
        }
        assertThat(log).isEmpty();
    }

    @Test
    void turnsAwayWhoIsNotAdmittedAndGoesOnWaiting() throws IOException {
        try (var listener = anyPort(peer -> peer.getHostAddress().equals("127.0.0.7"), Duration.ZERO);
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
        try (var listener = anyPort(_ -> true, Duration.ofMillis(20))) {
            assertThatThrownBy(listener::open).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void closingThrowsTheWaitingThreadOut() throws Exception {
        var listener = anyPort(_ -> true, Duration.ZERO);
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
        assertThat(thread.join(Await.USUAL)).isTrue();
        assertThat(thrown).hasSize(1);
    }

    @Nested
    class ASocketThatHasDoneItsWork {
        @Test
        void servesTheNext() throws IOException {
            var first = anyPort(_ -> true, Duration.ZERO);
            use(first);
            first.close();

            try (var second = anyPort(_ -> true, Duration.ZERO)) {
                assertThat(second.address()).isEqualTo(first.address());
                use(second);
            }
        }

        @Test
        void isNeverTwoSessionsAtOnce() throws IOException {
            use(anyPort(_ -> true, Duration.ZERO));

            try (var one = anyPort(_ -> true, Duration.ZERO);
                    var other = anyPort(_ -> true, Duration.ZERO)) {
                assertThat(one.port()).isNotEqualTo(other.port());
            }
        }

        @Test
        void isNotClosedForTheNextByTheOneBefore() throws IOException {
            var first = anyPort(_ -> true, Duration.ZERO);
            use(first);
            try (var second = anyPort(_ -> true, Duration.ZERO)) {
                first.close();
                use(second);
            }
        }

        @Test
        void turnsAwayWhatCameMeanwhile() throws IOException {
            var first = anyPort(_ -> true, Duration.ZERO);
            use(first);
            try (var late = Wire.to(first.address());
                    var second = anyPort(_ -> true, Duration.ZERO)) {
                assertThat(second.address()).isEqualTo(first.address());
                late.seesAnyEnd();
                try (var peer = Wire.to(second.address());
                        var channel = second.open()) {
                    assertThat(channel.getRemoteAddress()).isEqualTo(peer.local());
                }
            }
        }

        @Test
        void isGivenUpAfterAWhile() throws IOException {
            var ports = new HashSet<Integer>();
            for (int i = 0; i < 200; i++) {
                try (var listener = anyPort(_ -> true, Duration.ZERO)) {
                    ports.add(listener.port());
                    use(listener);
                }
            }
            assertThat(ports).hasSizeGreaterThan(2);
        }

        @Test
        void isClosedByAReload() throws IOException {
            var idle = anyPort(_ -> true, Duration.ZERO);
            use(idle);
            var inUse = anyPort(_ -> true, Duration.ZERO);
            var alsoIdle = anyPort(_ -> true, Duration.ZERO);
            use(alsoIdle);
            listeners.renew();
            use(inUse);

            assertRefused(alsoIdle.address());
            assertRefused(inUse.address());
        }

        @Test
        void isClosedAtTheEnd() throws IOException {
            var idle = anyPort(_ -> true, Duration.ZERO);
            use(idle);
            listeners.close();

            assertRefused(idle.address());
        }
    }

    @Nested
    class ASocketThatIsGivenUp {
        @Test
        void isClosed() throws IOException {
            var listener = anyPort(_ -> true, Duration.ZERO);
            listener.close();

            assertRefused(listener.address());
        }

        @Test
        void leavesItsPortAloneWhileThereAreOthers() throws IOException {
            var range = free(40);
            var given = new HashSet<Integer>();
            for (int i = 0; i < 30; i++) {
                try (var listener = within(range)) {
                    assertThat(given.add(listener.port())).isTrue();
                }
            }
        }

        @Test
        void doesNotExhaustTheRange() throws IOException {
            var range = free(3);
            for (int i = 0; i < 20; i++) {
                try (var listener = within(range)) {
                    assertThat(range.contains(listener.port())).isTrue();
                }
            }
            assertThat(log).isEmpty();
        }
    }

    @Test
    @DisplayName("CONF-DIR-02 a range whose ports lie idle for another is not exhausted")
    void whatLiesIdleForOthersIsThereForAll() throws IOException {
        var range = free(2);
        try (var one = within(range);
                var other = within(range)) {
            use(one);
            use(other);
        }
        var narrower = new PortRange(range.min(), range.max());
        try (var elsewhere = listeners.listen(
                InetAddress.getByName("0.0.0.0"), Optional.of(narrower), _ -> true, Duration.ZERO, log::add)) {
            assertThat(range.contains(elsewhere.port())).isTrue();
            assertThat(log).isEmpty();
        }
    }

    @Test
    @DisplayName("CONF-DIR-02 an exhausted range is left with a warning")
    void anExhaustedRangeIsLeft() throws IOException {
        var range = free(2);
        try (var one = within(range);
                var other = within(range);
                var outside = within(range)) {
            assertThat(List.of(one.port(), other.port())).allMatch(range::contains);
            assertThat(range.contains(outside.port())).isFalse();
            assertThat(log)
                    .containsExactly("unable to find open port in PassivePorts range " + range.min() + "-" + range.max()
                            + ": defaulting to INPORT_ANY (consider defining a larger PassivePorts range)");
        }
    }

    private static void assertRefused(InetSocketAddress address) {
        assertThatThrownBy(() -> Wire.to(address)).isInstanceOf(UncheckedIOException.class);
    }

    private static void use(DataListener listener) throws IOException {
        try (var _ = Wire.to(new InetSocketAddress("127.0.0.1", listener.port()));
                var channel = listener.open()) {
            assertThat(channel.isConnected()).isTrue();
        }
    }

    /// So many ports side by side that nobody listens on.
    private static PortRange free(int count) {
        var free = Ports.free(count);
        return new PortRange(free.first(), free.last());
    }

    private DataListener within(PortRange range) throws IOException {
        return listeners.listen(
                InetAddress.getByName("127.0.0.1"), Optional.of(range), _ -> true, Duration.ZERO, log::add);
    }

    private DataListener anyPort(Predicate<InetAddress> admitted, Duration limit) throws IOException {
        return listeners.listen(InetAddress.getByName("127.0.0.1"), Optional.empty(), admitted, limit, log::add);
    }
}
