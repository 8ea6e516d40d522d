package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// The time from the start of `bin/sluice` to the first connection it accepts.
final class Startup {
    private static final long BOUND_MILLIS = 250;

    private Startup() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var starts = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10;
        var millis = new double[starts];
        try (var distribution = Distribution.at(arguments[0])) {
            for (var i = 0; i < starts; i++) {
                millis[i] = measure(distribution);
                System.out.printf("start %2d: %5.0f ms%n", i + 1, millis[i]);
            }
        }
        Arrays.sort(millis);
        var median = (millis[(starts - 1) / 2] + millis[starts / 2]) / 2;
        System.out.printf(
                "median %.0f ms, best %.0f ms, worst %.0f ms (bound %d ms)%n",
                median, millis[0], millis[starts - 1], BOUND_MILLIS);
        System.exit(median < BOUND_MILLIS ? 0 : 1);
    }

    private static double measure(Distribution distribution) throws IOException, InterruptedException {
        var port = Distribution.port();
        var from = System.nanoTime();
        var process = distribution.start(port, "ftp://127.0.0.1:" + Distribution.port());
        try {
            while (!accepts(port)) {
                if (!process.isAlive()) {
                    throw new IOException("the gateway ended at once\n" + distribution.log());
                }
                LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(500));
            }
            return (System.nanoTime() - from) / 1e6;
        } finally {
            Distribution.end(process);
        }
    }

    private static boolean accepts(int port) {
        try (var channel = SocketChannel.open()) {
            return channel.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
        } catch (IOException e) {
            return false;
        }
    }
}
