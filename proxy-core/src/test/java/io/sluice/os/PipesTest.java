package io.sluice.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("it counts descriptors of this process")
class PipesTest {
    private static final boolean LINUX =
            System.getProperty("os.name").toLowerCase(Locale.ROOT).equals("linux");

    @BeforeEach
    void onLinux() {
        assumeTrue(LINUX);
    }

    @Test
    void theTestsHaveTheAccessThatTheProgramHas() {
        assertThat(Access.hindrance()).isEmpty();
    }

    @Test
    void anEmptyPipeIsUsedAgain() {
        var pipes = new Pipes(4, 2);
        var first = pipes.take().orElseThrow();
        pipes.give(first);

        assertThat(pipes.take()).containsSame(first);
        assertThat(pipes.open()).isEqualTo(1);
        pipes.give(first);
    }

    @Test
    void aPipeThatHoldsBytesIsNot() throws IOException {
        var pipes = new Pipes(4, 2);
        var dirty = pipes.take().orElseThrow();
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (var sender = SocketChannel.open(server.getLocalAddress());
                    var source = server.accept()) {
                sender.write(ByteBuffer.allocate(100));
                sender.shutdownOutput();
                assertThat(dirty.fill(new RawSocket(source), 1000)).isEqualTo(100);
            }
        }
        pipes.give(dirty);

        assertThat(pipes.idle()).isZero();
        assertThat(pipes.open()).isZero();
        var next = pipes.take().orElseThrow();
        assertThat(next).isNotSameAs(dirty);
        pipes.give(next);
    }

    @Test
    void thereAreNoMoreThanAllowedAndFewLieIdle() {
        var pipes = new Pipes(3, 1);
        var first = pipes.take().orElseThrow();
        var second = pipes.take().orElseThrow();
        var third = pipes.take().orElseThrow();

        assertThat(pipes.take()).isEmpty();
        pipes.give(first);
        pipes.give(second);
        pipes.give(third);
        assertThat(pipes.idle()).isEqualTo(1);
        assertThat(pipes.open()).isEqualTo(1);
    }

    @Test
    void whatIsNotKeptIsClosed() throws IOException {
        var pipes = new Pipes(100, 0);
        long before = descriptors();
        for (int i = 0; i < 100; i++) {
            pipes.give(pipes.take().orElseThrow());
        }
        assertThat(descriptors())
                .as("descriptors, 200 more if none were closed")
                .isLessThan(before + 100);
    }

    private static long descriptors() throws IOException {
        try (var open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
