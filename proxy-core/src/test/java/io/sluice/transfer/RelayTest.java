package io.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.os.Access;
import io.sluice.os.Pipes;
import io.sluice.peers.Await;
import io.sluice.session.SessionEvent.Moment;
import io.sluice.session.peers.Wire;
import io.sluice.transfer.Relay.Broken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What every relay owes a transfer, over real sockets.
@ParameterizedClass
@EnumSource
class RelayTest {
    private static final int MUCH = 24 * 1024 * 1024;
    private static final Duration STANDSTILL = Duration.ofMillis(500);

    enum Way {
        COPIED(CopyingRelay::new),
        SPLICED(() -> new SplicingRelay(new Pipes(4, 2), new LentThreads(), new Refusing())),
        SPLICED_WITHOUT_A_PIPE(() -> new SplicingRelay(new Pipes(0, 0), new LentThreads(), new CopyingRelay()));

        private final Supplier<Relay> relay;

        Way(Supplier<Relay> relay) {
            this.relay = relay;
        }
    }

    @Parameter
    Way way;

    private Wire sender;
    private Wire receiver;
    private SocketChannel source;
    private SocketChannel sink;
    private final AtomicLong moved = new AtomicLong();
    private final AtomicInteger step = new AtomicInteger(Integer.MAX_VALUE);

    @BeforeEach
    void connect() throws IOException {
        assumeTrue(way == Way.COPIED || Access.hindrance().isEmpty());
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var address = (InetSocketAddress) server.getLocalAddress();
            sender = Wire.to(address);
            source = server.accept();
            receiver = Wire.to(address);
            sink = server.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        if (source != null) {
            sender.close();
            receiver.close();
            source.close();
            sink.close();
        }
    }

    @Test
    @DisplayName("PROXY-DT-16 what arrives is what was sent, and is counted exactly")
    void whatArrivesIsWhatWasSent() {
        byte[] bytes = random(MUCH + 4097);
        var running = run();
        Thread.ofVirtual().start(() -> sender.sends(bytes).endsOutput());

        assertThat(Arrays.equals(receiver.everything(), bytes)).isTrue();
        running.endsWell();
        assertThat(moved).hasValue(bytes.length);
    }

    @Test
    void anEndAtOnceIsAnEnd() {
        var running = run();
        sender.endsOutput();

        receiver.seesEnd();
        running.endsWell();
        assertThat(moved).hasValue(0);
    }

    @Test
    void everyByteGoesOnAtOnceThoughMoreFollow() {
        var running = run();
        for (byte b = 0; b < 5; b++) {
            sender.sends(new byte[] {b});
            assertThat(receiver.bytes(1)).containsExactly(b);
        }
        Thread.ofVirtual().start(() -> sender.sends(random(MUCH)).sends(new byte[] {7}));
        receiver.bytes(MUCH);
        assertThat(receiver.bytes(1)).containsExactly(7);
        sender.sends(new byte[] {8});
        assertThat(receiver.bytes(1)).containsExactly(8);
        sender.endsOutput();

        receiver.seesEnd();
        running.endsWell();
        assertThat(moved).hasValue(5 + MUCH + 2);
    }

    @Test
    void theReceiverMayBeSlow() {
        byte[] bytes = random(MUCH);
        var running = run();
        Thread.ofVirtual().start(() -> sender.sends(bytes).endsOutput());
        awaitStandstill();

        assertThat(Arrays.equals(receiver.everything(), bytes)).isTrue();
        running.endsWell();
        assertThat(moved).hasValue(bytes.length);
    }

    @Test
    void aStepIsNoLargerThanAllowed() {
        step.set(1000);
        byte[] bytes = random(100_000);
        var running = run();
        Thread.ofVirtual().start(() -> sender.sends(bytes).endsOutput());

        assertThat(Arrays.equals(receiver.everything(), bytes)).isTrue();
        running.endsWell();
        assertThat(moved).hasValue(bytes.length);
    }

    @Test
    void aSenderThatIsResetBreaksTheReading() {
        var running = run();
        sender.sends(new byte[] {1});
        receiver.bytes(1);
        sender.resets();

        running.endsBroken(Moment.READING, "Connection reset.*");
    }

    @Test
    void aSenderThatIsResetAfterMuchBreaksTheReading() {
        var running = run();
        Thread.ofVirtual().start(() -> sender.sends(random(MUCH)));
        receiver.bytes(MUCH);
        sender.resets();

        running.endsBroken(Moment.READING, "Connection reset.*");
        assertThat(moved).hasValue(MUCH);
    }

    @Test
    void aReceiverThatIsResetBreaksTheWriting() {
        var running = run();
        sender.sends(new byte[] {1});
        receiver.bytes(1);
        receiver.resets();
        Thread.ofVirtual().start(() -> sendsUntilBroken(sender));

        running.endsBroken(Moment.WRITING, "Connection reset.*|Broken pipe");
    }

    @Test
    void aReceiverThatIsResetWhileItHasNoRoomBreaksTheWriting() {
        var running = run();
        Thread.ofVirtual().start(() -> sendsUntilBroken(sender));
        awaitStandstill();
        receiver.resets();

        running.endsBroken(Moment.WRITING, "Connection reset.*|Broken pipe");
    }

    @Test
    void canBeBrokenOffWhileItWaitsForBytes() {
        var running = run();
        sender.sends(new byte[] {1});
        receiver.bytes(1);
        running.breakOff();

        running.endsBroken();
    }

    @Test
    void canBeBrokenOffWhileItWaitsForBytesAfterMuch() {
        var running = run();
        Thread.ofVirtual().start(() -> sender.sends(random(MUCH)));
        receiver.bytes(MUCH);
        running.breakOff();

        running.endsBroken();
    }

    @Test
    void canBeBrokenOffWhileItWaitsForRoom() {
        var running = run();
        Thread.ofVirtual().start(() -> sendsUntilBroken(sender));
        awaitStandstill();
        running.breakOff();

        running.endsBroken();
    }

    @Test
    void canBeBrokenOffInFullSwingAndMovesNothingAfterwards() {
        var running = run();
        Thread.ofVirtual().start(() -> sendsUntilBroken(sender));
        receiver.bytes(MUCH);
        Thread.ofVirtual().start(receiver::seesAnyEnd);
        running.breakOff();

        running.endsBroken();
        long atTheEnd = moved.get();
        assertThat(atTheEnd).isGreaterThanOrEqualTo(MUCH);
        assertThat(moved).hasValue(atTheEnd);
    }

    @Test
    void canBeBrokenOffBeforeItRuns() {
        var broken = new AtomicReference<Broken>();
        var thread = Thread.ofVirtual().start(() -> {
            var flow = way.relay.get().flow(source, sink, new Counting());
            flow.breakOff();
            try {
                flow.run();
            } catch (Broken e) {
                broken.set(e);
            }
        });

        Await.until("the end of the run", () -> !thread.isAlive());
        assertThat(broken).doesNotHaveNullValue();
    }

    /// Awaits that bytes have been taken from the source and none goes on.
    private void awaitStandstill() {
        var last = new AtomicLong();
        var changed = new AtomicLong(System.nanoTime());
        Await.until("a standstill", () -> {
            long now = moved.get();
            if (last.getAndSet(now) != now) {
                changed.set(System.nanoTime());
            }
            return now > 0 && System.nanoTime() - changed.get() > STANDSTILL.toNanos();
        });
    }

    private static void sendsUntilBroken(Wire wire) {
        byte[] bytes = random(1024 * 1024);
        try {
            while (true) {
                wire.sends(bytes);
            }
        } catch (java.io.UncheckedIOException _) {
            // the end of it
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private Running run() {
        return new Running();
    }

    private final class Running {
        private final AtomicReference<Relay.Flow> flow = new AtomicReference<>();
        private final AtomicReference<Optional<Broken>> end = new AtomicReference<>();

        Running() {
            Thread.ofVirtual().start(() -> {
                flow.set(way.relay.get().flow(source, sink, new Counting()));
                try {
                    flow.get().run();
                    end.set(Optional.empty());
                } catch (Broken e) {
                    end.set(Optional.of(e));
                }
            });
            Await.until("the flow", () -> flow.get() != null);
        }

        void breakOff() {
            flow.get().breakOff();
        }

        private Optional<Broken> end() {
            Await.until("the end of the run", () -> end.get() != null);
            return end.get();
        }

        void endsWell() {
            assertThat(end()).isEmpty();
        }

        void endsBroken() {
            assertThat(end()).isPresent();
        }

        void endsBroken(Moment moment, String error) {
            assertThat(end()).hasValueSatisfying(broken -> {
                assertThat(broken.moment()).isEqualTo(moment);
                assertThat(broken.error().getMessage()).matches(error);
            });
        }
    }

    private final class Counting implements Relay.Meter {
        @Override
        public void moved(int bytes) {
            assertThat(bytes).isLessThanOrEqualTo(step.get());
            moved.addAndGet(bytes);
        }

        @Override
        public int allowance(int wanted) {
            return Math.min(wanted, step.get());
        }
    }

    /// Sees that a relay does its work itself.
    private record Refusing() implements Relay {
        @Override
        public Flow flow(SocketChannel source, SocketChannel sink, Meter meter) {
            throw new AssertionError("left to another relay");
        }
    }
}
