import io.sluice.cache.Cache;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.Option;
import io.sluice.cache.redis.RedisProvider;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.params.SetParams;

/// Round trips a second, half of them `get` and half `put` of 200 bytes that expire, by many virtual threads: through
/// the store, and through Jedis as it comes. The sides take turns; the median of their rounds is told. Ends with 1
/// where the store does less than 0.8 of what Jedis does with a connection for each thread.
///
/// `java -cp … RoundTrips.java <port> [threads [seconds of a round [rounds]]]`, beside a redis-server on loopback.
public final class RoundTrips {
    private static final byte[] VALUE = new byte[200];
    private static final int KEYS = 1024;

    /// As many as the store has.
    static final int CONNECTIONS = 32;

    /// Of the round trips of Jedis with a connection for each thread.
    private static final double BOUND = 0.8;

    private RoundTrips() {}

    interface Side {
        void getAndPut(byte[] key) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        var round = Duration.ofSeconds(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 3);
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;

        try (var store = open(port);
                var few = jedis(port, CONNECTIONS);
                var many = jedis(port, threads)) {
            var permits = new Semaphore(CONNECTIONS);
            var sides = new LinkedHashMap<String, Side>();
            sides.put("store", through(store));
            sides.put("Jedis, " + CONNECTIONS + " connections", through(few));
            sides.put("Jedis, " + CONNECTIONS + " connections behind a semaphore", behind(permits, few));
            String each = "Jedis, " + threads + " connections";
            sides.put(each, through(many));

            var results = new LinkedHashMap<String, List<Double>>();
            for (int i = -1; i < rounds; i++) {
                for (Map.Entry<String, Side> side : sides.entrySet()) {
                    double perSecond = run(side.getValue(), threads, round);
                    if (i >= 0) {
                        results.computeIfAbsent(side.getKey(), _ -> new ArrayList<>())
                                .add(perSecond);
                    }
                }
            }
            double ours = median(results.get("store"));
            results.forEach((name, all) -> System.out.printf(
                    "%-42s %,10.0f round trips/s  (store is %.2f of it)%n", name, median(all), ours / median(all)));
            if (ours < BOUND * median(results.get(each))) {
                System.exit(1);
            }
        }
    }

    static CacheStore open(int port) throws Exception {
        return new RedisProvider().open(settings(port));
    }

    static byte[] key(int number) {
        return ("key" + number % KEYS).getBytes(StandardCharsets.US_ASCII);
    }

    static Side through(CacheStore store) throws Exception {
        Cache cache = store.namespace("bench.".getBytes(StandardCharsets.US_ASCII));
        return key -> {
            cache.get(key, Deadline.after(Duration.ofSeconds(5)));
            cache.put(key, VALUE, Expiry.after(Duration.ofMinutes(1)), Deadline.after(Duration.ofSeconds(5)));
        };
    }

    /// Each call behind a permit.
    static Side behind(Semaphore permits, RedisClient client) {
        return key -> {
            permits.acquire();
            try {
                client.get(key);
            } finally {
                permits.release();
            }
            permits.acquire();
            try {
                client.set(key, VALUE, SetParams.setParams().px(60_000));
            } finally {
                permits.release();
            }
        };
    }

    private static Side through(RedisClient client) {
        return key -> {
            client.get(key);
            client.set(key, VALUE, SetParams.setParams().px(60_000));
        };
    }

    private static double run(Side side, int threads, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long trips = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Long>>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                Callable<Long> task = () -> {
                    long count = 0;
                    for (int i = first; System.nanoTime() - end < 0; i++) {
                        side.getAndPut(key(i));
                        count += 2;
                    }
                    return count;
                };
                all.add(executor.submit(task));
            }
            for (Future<Long> each : all) {
                trips += each.get();
            }
        }
        return trips / (time.toNanos() / 1e9);
    }

    static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static RedisClient jedis(int port, int connections) {
        var pool = new ConnectionPoolConfig();
        pool.setMaxTotal(connections);
        pool.setMaxIdle(connections);
        return RedisClient.builder()
                .hostAndPort("127.0.0.1", port)
                .poolConfig(pool)
                .build();
    }

    private static CacheSettings settings(int port) throws Exception {
        var settings = CacheSettings.of(CacheSettings.Use.STATE);
        for (Option<?> option : new RedisProvider().options()) {
            switch (option.name()) {
                case "RedisServer" -> settings = with(settings, option, "127.0.0.1:" + port);
                case "RedisTimeouts" -> settings = with(settings, option, "5000", "5000");
                default -> {}
            }
        }
        return settings;
    }

    private static <T> CacheSettings with(CacheSettings settings, Option<T> option, String... words) throws Exception {
        return settings.with(option, option.parser().parse(List.of(words), _ -> {}));
    }
}
