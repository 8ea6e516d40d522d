import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import redis.clients.jedis.RedisClient;

/// Ten thousand virtual threads that all call at once, each a `get` and a `put` of 200 bytes: through the store, and
/// through Jedis behind a semaphore of as many permits as there are connections, which is the least that a client must
/// do. Told are the times from the start to each thread's end, and the processor time of this process for each call.
/// The sides take turns; each figure is the median of its rounds.
///
/// `java -cp … Burst.java <port> [threads [rounds]]`, beside a redis-server on loopback.
public final class Burst {
    private static final int WARM = 10;
    private static final int CALLS = 2;

    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private Burst() {}

    /// One round, in microseconds.
    private record Round(double half, double most, double all, double processor) {}

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 10_000;
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 21;

        try (var store = RoundTrips.open(port);
                RedisClient jedis = RoundTrips.jedis(port, RoundTrips.CONNECTIONS)) {
            var permits = new Semaphore(RoundTrips.CONNECTIONS);
            var sides = new LinkedHashMap<String, RoundTrips.Side>();
            sides.put("store", RoundTrips.through(store));
            sides.put("Jedis behind a semaphore", RoundTrips.behind(permits, jedis));
            var results = new LinkedHashMap<String, List<Round>>();
            for (int i = -WARM; i < rounds; i++) {
                for (Map.Entry<String, RoundTrips.Side> side : sides.entrySet()) {
                    var round = run(side.getValue(), threads);
                    if (i >= 0) {
                        results.computeIfAbsent(side.getKey(), _ -> new ArrayList<>())
                                .add(round);
                    }
                }
            }
            System.out.printf("%,d virtual threads at once, a get and a put each%n", threads);
            results.forEach((name, all) -> System.out.printf(
                    "%-26s half done after %6.1f ms, 99 %% after %6.1f ms, all after %6.1f ms; %5.1f us of CPU a call%n",
                    name,
                    median(all.stream().map(Round::half).toList()) / 1000,
                    median(all.stream().map(Round::most).toList()) / 1000,
                    median(all.stream().map(Round::all).toList()) / 1000,
                    median(all.stream().map(Round::processor).toList())));
        }
    }

    private static Round run(RoundTrips.Side side, int threads) throws Exception {
        var start = new CountDownLatch(1);
        long[] ended = new long[threads];
        var failures = new ArrayList<Exception>();
        var all = new ArrayList<Thread>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            all.add(Thread.ofVirtual().start(() -> {
                try {
                    start.await();
                    side.getAndPut(RoundTrips.key(number));
                    ended[number] = System.nanoTime();
                } catch (Exception failure) {
                    synchronized (failures) {
                        failures.add(failure);
                    }
                }
            }));
        }
        Thread.sleep(Duration.ofMillis(50)); // until all wait
        long processor = SYSTEM.getProcessCpuTime();
        long began = System.nanoTime();
        start.countDown();
        for (Thread thread : all) {
            thread.join();
        }
        processor = SYSTEM.getProcessCpuTime() - processor;
        if (!failures.isEmpty()) {
            throw new IllegalStateException(failures.size() + " calls failed", failures.getFirst());
        }
        Arrays.sort(ended);
        return new Round(
                (ended[threads / 2] - began) / 1e3,
                (ended[threads * 99 / 100] - began) / 1e3,
                (ended[threads - 1] - began) / 1e3,
                processor / 1e3 / threads / CALLS);
    }

    private static double median(List<Double> values) {
        return RoundTrips.median(values);
    }
}
