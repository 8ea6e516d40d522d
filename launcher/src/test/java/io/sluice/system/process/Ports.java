package io.sluice.system.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Ports for tests, below the range that systems give to outgoing connections. Single ports, which a server takes for
/// as long as it runs, are apart from ranges, out of which ports are taken for a moment: classes run at once.
public final class Ports {
    private static final Supply SINGLE = new Supply(10_000, 4_000);
    private static final Supply RANGES = new Supply(14_000, 18_000);
    private static final Pattern SPACES = Pattern.compile(" +");

    private Ports() {}

    /// Ports that are given one after the other, from a place that is another one in each run.
    private record Supply(int first, int count, AtomicInteger next) {
        Supply(int first, int count) {
            this(first, count, new AtomicInteger(ThreadLocalRandom.current().nextInt(count)));
        }

        Range take(int adjacent) {
            var from = first + next.getAndAdd(adjacent) % (count - adjacent);
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

    public static int free() {
        return free(1).first();
    }

    /// Adjacent ports that nobody listens on.
    public static Range free(int count) {
        var supply = count == 1 ? SINGLE : RANGES;
        for (var attempt = 0; attempt < 1000; attempt++) {
            var range = supply.take(count);
            var free = count == 1 ? isFree(range.first()) : listeners().noneMatch(range::contains);
            if (free) {
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

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
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
