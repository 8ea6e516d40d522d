package io.sluice.system.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Ports for tests, below the range that systems give to outgoing connections. Single ports, which a server takes for
/// as long as it runs, are apart from ranges, out of which ports are taken for a moment: classes run at once.
public final class Ports {
    private static final Supply SINGLE = new Supply(10_000, 4_000);
    private static final Supply RANGES = new Supply(14_000, 18_000);

    private Ports() {}

    /// Ports that are given one after the other, from a place that is another one in each run.
    private record Supply(int first, int count, AtomicInteger next) {
        Supply(int first, int count) {
            this(first, count, new AtomicInteger(ThreadLocalRandom.current().nextInt(count)));
        }

        int take(int adjacent) {
            return first + next.getAndAdd(adjacent) % (count - adjacent);
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
            var first = supply.take(count);
            if (IntStream.range(first, first + count).allMatch(Ports::isFree)) {
                return new Range(first, first + count - 1);
            }
        }
        throw new AssertionError("no " + count + " adjacent free ports from " + supply.first() + " on");
    }

    /// Whether a socket of this machine listens on the port. Nothing is connected to find out, so that no server takes
    /// the question for a session.
    public static boolean listening(int port) {
        return listens("/proc/net/tcp", port) || listens("/proc/net/tcp6", port);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("::"), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// A line of the table is `sl local_address:port remote_address:port state …`, in hexadecimal; 0A is LISTEN.
    private static boolean listens(String table, int port) {
        var end = String.format(Locale.ROOT, ":%04X", port);
        try (var lines = Files.lines(Path.of(table))) {
            return lines.map(line -> line.strip().split("\\s+"))
                    .anyMatch(words -> words.length > 3 && words[1].endsWith(end) && words[3].equals("0A"));
        } catch (IOException e) {
            return false;
        }
    }
}
