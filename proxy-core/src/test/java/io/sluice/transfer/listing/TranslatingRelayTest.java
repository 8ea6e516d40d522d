package io.sluice.transfer.listing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.listing.Facts;
import io.sluice.ftp.listing.LinkForm;
import io.sluice.transfer.Relay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TranslatingRelayTest {
    private static final int ENTRIES = 1_000_000;
    private static final String ENTRY = "-rw-r--r--   1 joe      users        1024 Jan  1  2025 name %07d\r\n";
    private static final String FACTS = "modify=20250101000000;perm=adfrw;size=1024;type=file;UNIX.groupname=users;"
            + "UNIX.mode=0644;UNIX.ownername=joe; name 0999999\r\n";

    /// In a process of its own, whose heap is far smaller than the listing and its translation.
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aMillionEntriesPassThroughAHeapOfSixteenMebibytes() throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var process = new ProcessBuilder(
                        java,
                        "-Xmx16m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Passage.class.getName())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), ISO_8859_1);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said.lines())
                .containsExactly((long) ENTRIES * FACTS.length() + " bytes counted", FACTS.stripTrailing());
    }

    /// A backend that sends a million entries, the relay, and a client that remembers the last line.
    static final class Passage {
        public static void main(String[] arguments) throws Exception {
            try (var backend = Pair.open();
                    var client = Pair.open()) {
                Thread.ofVirtual().start(() -> send(backend.far()));
                var counted = new Counter();
                var relaying = Thread.ofVirtual().start(() -> relay(backend.near(), client.near(), counted));
                var last = lastLine(client.far());
                relaying.join();
                System.out.println(counted.bytes + " bytes counted");
                System.out.println(last);
            }
        }

        private static void send(SocketChannel channel) {
            try {
                for (int i = 0; i < ENTRIES; ) {
                    var lines = new StringBuilder();
                    for (int piece = 0; piece < 1_000; piece++) {
                        lines.append(ENTRY.formatted(i++));
                    }
                    var bytes = ByteBuffer.wrap(lines.toString().getBytes(ISO_8859_1));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
                channel.shutdownOutput();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private static void relay(SocketChannel source, SocketChannel sink, Counter counter) {
            var translator = new ListingTranslator(Facts.ALL, LinkForm.SYMLINK, Sample.NOW, _ -> {});
            try {
                new TranslatingRelay(translator).run(source, sink, counter);
            } catch (Relay.Broken e) {
                throw new IllegalStateException(e);
            }
        }

        private static String lastLine(SocketChannel channel) throws IOException {
            var buffer = ByteBuffer.allocate(64 * 1024);
            var tail = "";
            while (channel.read(buffer) >= 0) {
                var text = tail + ISO_8859_1.decode(buffer.flip());
                tail = text.substring(Math.max(0, text.length() - FACTS.length()));
                buffer.clear();
            }
            return tail.stripTrailing();
        }
    }

    private static final class Counter implements Relay.Meter {
        private long bytes;

        @Override
        public void moved(int count) {
            bytes += count;
        }

        @Override
        public int allowance(int wanted) {
            return wanted;
        }
    }

    private record Pair(SocketChannel near, SocketChannel far) implements AutoCloseable {
        static Pair open() throws IOException {
            try (var server = ServerSocketChannel.open()) {
                server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var near = SocketChannel.open(server.getLocalAddress());
                return new Pair(near, server.accept());
            }
        }

        @Override
        public void close() throws IOException {
            near.close();
            far.close();
        }
    }
}
