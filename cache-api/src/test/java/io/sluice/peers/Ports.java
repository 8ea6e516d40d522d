package io.sluice.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Ports for tests, below the range that systems give to outgoing connections. Single ports, which a server takes for
/// as long as it runs, are apart from ranges, out of which ports are taken for a moment. The single ones of a process
/// are no other's, as modules are tested beside each other.
///
/// Nothing is bound to find out whether a port is free: a process that is started in that moment inherits the socket,
/// and with it the port for some milliseconds, in which the test would find it taken.
public final class Ports {
    private static final int FIRST = 4_000;
    private static final int BLOCK = 1_000;
    private static final int BLOCKS = 16;
    private static final int FIRST_OF_RANGES = FIRST + BLOCKS * BLOCK;
    private static final int OUTGOING = 32_768;
    private static final int ATTEMPTS = 1000;
    private static final int WITH_PORT_BELOW = 2;
    private static final Supply SINGLE = new Supply(ownBlock(), BLOCK);
    private static final Supply RANGES = new Supply(FIRST_OF_RANGES, OUTGOING - FIRST_OF_RANGES);
    private static final Pattern SPACES = Pattern.compile(" +");
    private static final long LATELY_NANOS = 1_000_000_000;
    private static int[] seen = {};
    private static long seenAt;

    private Ports() {}

    /// Ports that are given one after the other, from a place that is another one in each run.
    private record Supply(int first, int count, AtomicInteger next) {
        Supply(int first, int count) {
            this(first, count, new AtomicInteger(ThreadLocalRandom.current().nextInt(count)));
        }

        Range take(int adjacent) {
            int from = first + next.getAndAdd(adjacent) % (count - adjacent + 1);
            return new Range(from, from + adjacent - 1);
        }
    }

    /// A range of ports as `PassivePorts` takes it.
    public record Range(int first, int last) {
        public boolean contains(int port) {
            return first <= port && port <= last;
        }

        @Override
        public String toString() {
            return first + " " + last;
        }
    }

    /// A port that nobody listens on, nor on the one below it, from which a server connects to send data.
    public static int free() {
        return free(SINGLE, WITH_PORT_BELOW).last();
    }

    /// Adjacent ports that nobody listens on.
    public static Range free(int count) {
        return free(RANGES, count);
    }

    private static Range free(Supply supply, int count) {
        var taken = seenLately();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var range = supply.take(count);
            if (IntStream.of(taken).noneMatch(range::contains)) {
                return range;
            }
        }
        throw new AssertionError("no " + count + " adjacent free ports from " + supply.first() + " on");
    }

    /// Whether a socket of this machine listens on the port. Nothing is connected to find out, so that no server takes
    /// the question for a session.
    public static boolean listening(int port) {
        return listeners().anyMatch(each -> each == port);
    }

    /// The first port of a block that is this process's for as long as it lives: each block is a byte of a file,
    /// locked.
    @SuppressWarnings("resource") // The lock goes with the process.
    private static int ownBlock() {
        var file =
                Path.of(System.getProperty("java.io.tmpdir"), "sluice-test-ports-" + System.getProperty("user.name"));
        try {
            var locks = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            int start = ThreadLocalRandom.current().nextInt(BLOCKS);
            for (int block = start; block < start + BLOCKS; block++) {
                if (locks.tryLock(block % BLOCKS, 1, false) != null) {
                    return FIRST + block % BLOCKS * BLOCK;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the ports for tests are taken by " + BLOCKS + " other processes");
    }

    /// The ports that somebody listened on in the last second. Reading the table takes milliseconds, and a port is
    /// given a second time long after that.
    private static synchronized int[] seenLately() {
        long now = System.nanoTime();
        if (seen.length == 0 || now - seenAt > LATELY_NANOS) {
            seen = listeners().toArray();
            seenAt = now;
        }
        return seen;
    }

    private static IntStream listeners() {
        return Stream.of("/proc/net/tcp", "/proc/net/tcp6").flatMapToInt(Ports::listeners);
    }

    /// A line of the table is `sl local_address:port remote_address:port state …`, in hexadecimal; 0A is LISTEN.
    private static IntStream listeners(String table) {
        try {
            return Files.readAllLines(Path.of(table)).stream()
                    .map(line -> SPACES.split(line.strip(), 5))
                    .filter(words -> words.length > 3 && words[3].equals("0A"))
                    .map(words -> words[1])
                    .mapToInt(local -> Integer.parseInt(local.substring(local.lastIndexOf(':') + 1), 16));
        } catch (IOException e) {
            return IntStream.empty();
        }
    }
}
