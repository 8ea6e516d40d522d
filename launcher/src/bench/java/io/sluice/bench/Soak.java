package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// What many short sessions with a transfer each leave behind in a gateway.
final class Soak {
    private static final int AT_ONCE = 16;
    private static final int WARM_UP = 5000;
    private static final int PARTS = 10;
    private static final double SLOWEST_PART = 0.5;

    private Soak() {}

    public static void main(String[] arguments) throws Exception {
        var sessions = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 100_000;
        System.exit(soak(arguments[0], sessions) ? 0 : 1);
    }

    private static boolean soak(String home, int sessions) throws Exception {
        try (var distribution = Distribution.at(home);
                var backend = new ServerSocket(0, 1024, InetAddress.ofLiteral("127.0.0.1"))) {
            Thread.ofVirtual().start(() -> FileServer.serve(backend));
            var port = Distribution.port();
            var process = distribution.start(port, "ftp://127.0.0.1:" + backend.getLocalPort());
            try {
                return soak(process, port, sessions);
            } finally {
                Distribution.end(process);
            }
        }
    }

    private static boolean soak(Process process, int port, int sessions) throws Exception {
        FileClient.awaitListening(port);
        run(port, WARM_UP);
        var before = Traces.of(process);
        System.out.println("before: " + before);
        var rates = new double[PARTS];
        for (var part = 0; part < PARTS; part++) {
            rates[part] = run(port, sessions / PARTS);
            System.out.printf("part %2d: %6.0f sessions/s%n", part + 1, rates[part]);
        }
        var after = Traces.of(process);
        System.out.println("after:  " + after);
        var best =
                IntStream.range(0, PARTS).mapToDouble(part -> rates[part]).max().orElseThrow();
        var problems = after.growthSince(before);
        if (rates[PARTS - 1] < best * SLOWEST_PART) {
            problems.add("the last sessions are slow");
        }
        System.out.println(problems.isEmpty() ? "nothing stays behind" : String.join(", ", problems));
        return problems.isEmpty();
    }

    /// Runs that many sessions, and returns how many a second.
    private static double run(int port, int sessions) throws InterruptedException, ExecutionException {
        var left = new AtomicInteger(sessions);
        var from = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var clients = IntStream.range(0, AT_ONCE)
                    .<Future<?>>mapToObj(_ -> threads.submit(() -> {
                        for (var number = left.getAndDecrement(); number > 0; number = left.getAndDecrement()) {
                            session(port, number);
                        }
                        return null;
                    }))
                    .toList();
            for (var client : clients) {
                client.get();
            }
        }
        return sessions / ((System.nanoTime() - from) / (double) TimeUnit.SECONDS.toNanos(1));
    }

    /// Most fetch or store a kibibyte; some much more, some give up in the middle.
    private static void session(int port, int number) throws IOException {
        try (var client = new FileClient(port)) {
            if (number % 500 == 0) {
                client.fetch(16 << 20);
            } else if (number % 50 == 0) {
                client.giveUp(16 << 20);
            } else if (number % 2 == 0) {
                client.fetch(1024);
            } else {
                client.store(1024);
            }
        }
    }
}
