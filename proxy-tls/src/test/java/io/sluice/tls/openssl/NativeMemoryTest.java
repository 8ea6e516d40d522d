package io.sluice.tls.openssl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Memory of the library is given back, however a connection ends, and many threads have engines of one context.
class NativeMemoryTest {
    private static final int ROUND = 500;
    private static final int CONTEXTS = 400;
    private static final int WARM = 3;

    /// Far less than what a round would leave behind: a connection with a record on its way holds more than 40 KiB.
    private static final long GROWTH = 4L << 20;

    @BeforeAll
    static void isHere() {
        OpenSslHere.assume();
        assumeTrue(Files.exists(Path.of("/proc/self/smaps_rollup")), "left out: this is not Linux");
    }

    @Test
    void ofClosedEnginesIsGivenBack() throws IOException {
        assertThat(growth(NativeMemoryTest::closed)).isLessThan(GROWTH);
    }

    @Test
    void ofCutEnginesIsGivenBack() throws IOException {
        assertThat(growth(wire -> {
                    wire.client.openSsl().close();
                    wire.server.openSsl().close();
                }))
                .isLessThan(GROWTH);
    }

    @Test
    void ofContextsIsGivenBack() throws IOException {
        Round round = () -> {
            for (int i = 0; i < CONTEXTS; i++) {
                HandshakeTest.server().build().close();
            }
        };
        assertThat(growth(round)).isLessThan(GROWTH);
    }

    @Test
    void ofForgottenEnginesIsGivenBack() throws SSLException {
        int before = Upcalls.engines();
        try (var servers = HandshakeTest.server().build();
                var clients = OpenSslContext.client().build()) {
            for (int i = 0; i < 10; i++) {
                wire(clients, servers);
            }
        }

        var deadline = Instant.now().plusSeconds(60);
        while (Upcalls.engines() > before && Instant.now().isBefore(deadline)) {
            System.gc();
        }
        assertThat(Upcalls.engines()).isLessThanOrEqualTo(before);
    }

    @Test
    void isNotMixedUpBetweenThreads() throws Exception {
        try (var servers = HandshakeTest.server().build();
                var clients =
                        OpenSslContext.client().trust(TestCredential.EC.trust()).build();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> talk = () -> {
                var text = Thread.currentThread().toString();
                var wire = wire(clients, servers);
                wire.client.send(text);
                wire.settle();
                closed(wire);
                return wire.server.text().equals(text) ? "" : wire.server.text();
            };

            for (var answer :
                    threads.invokeAll(Stream.generate(() -> talk).limit(200).toList())) {
                assertThat(answer.get()).isEmpty();
            }
        }
    }

    private static Wire wire(OpenSslContext clients, OpenSslContext servers) throws SSLException {
        return new Wire(
                        clients.client(new Backend("example.com", true, Optional.of("key"))),
                        servers.controlConnection(),
                        size -> ByteBuffer.allocate(Math.min(size, 64 << 10)))
                .shakeHands();
    }

    private static void closed(Wire wire) throws SSLException {
        wire.client.engine.closeOutbound();
        wire.settle();
        wire.server.engine.closeOutbound();
        wire.settle();
    }

    private static long growth(Ending ending) throws IOException {
        try (var servers = HandshakeTest.server().build();
                var clients = OpenSslContext.client().build()) {
            return growth(() -> {
                for (int i = 0; i < ROUND; i++) {
                    var wire = wire(clients, servers);
                    wire.client.send(ByteBuffer.allocate(20_000));
                    ending.end(wire);
                }
            });
        }
    }

    /// How much more memory without a file behind it, and outside Java's heap, the process has after a round.
    private static long growth(Round round) throws IOException {
        for (int i = 0; i < WARM; i++) {
            round.go();
        }
        long before = nativeMemory();
        round.go();
        return nativeMemory() - before;
    }

    /// The memory of the C library's arenas: `[heap]`, and the 64 MiB areas of its threads.
    private static long nativeMemory() throws IOException {
        long bytes = 0;
        boolean counts = false;
        for (var line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                var words = List.of(line.split(" +"));
                long start = Long.parseUnsignedLong(words.getFirst().split("-")[0], 16);
                counts = words.size() == 6 ? words.get(5).equals("[heap]") : start % (64L << 20) == 0;
            } else if (counts && line.startsWith("Rss:")) {
                bytes += Long.parseLong(line.split(" +")[1]) << 10;
            }
        }
        return bytes;
    }

    private interface Round {
        void go() throws SSLException;
    }

    private interface Ending {
        void end(Wire wire) throws SSLException;
    }
}
