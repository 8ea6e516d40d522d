import io.sluice.cache.Cache;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.Option;
import io.sluice.cache.memcache.MemcacheProvider;
import java.io.File;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.InetSocketAddress;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Round trips a second, half of them `get` and half `put` of 200 bytes that expire, by many threads: through the
/// store, and through spymemcached as it comes, in the binary protocol. The sides take turns in short rounds; told are
/// the median of each, and the median of what the store is of the other in the same round, once for virtual threads, of
/// which the gateway's sessions are, and once for platform threads.
///
/// `java -cp … RoundTrips.java <port> [threads [milliseconds of a round [rounds]]]`, beside a memcached on loopback.
public final class RoundTrips {
    private static final byte[] VALUE = new byte[200];
    private static final byte[] PREFIX = "bench.".getBytes(StandardCharsets.US_ASCII);
    private static final int KEYS = 1024;

    private RoundTrips() {}

    interface Side {
        void getAndPut(String key) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        int threads = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 64;
        var round = Duration.ofMillis(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 700);
        int rounds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 21;

        try (var raw = new Raw(port);
                var store = new MemcacheProvider().open(settings(port))) {
            var sides = new LinkedHashMap<String, Side>();
            sides.put("spymemcached", raw);
            sides.put("store", through(store.namespace(PREFIX)));

            for (boolean virtual : new boolean[] {true, false}) {
                var results = new LinkedHashMap<String, List<Double>>();
                for (int i = -5; i < rounds; i++) {
                    for (Map.Entry<String, Side> side : sides.entrySet()) {
                        double perSecond = run(side.getValue(), threads, virtual, round);
                        if (i >= 0) {
                            results.computeIfAbsent(side.getKey(), _ -> new ArrayList<>())
                                    .add(perSecond);
                        }
                    }
                }
                var ratios = new ArrayList<Double>();
                for (int i = 0; i < rounds; i++) {
                    ratios.add(results.get("store").get(i)
                            / results.get("spymemcached").get(i));
                }
                results.forEach((name, all) -> System.out.printf(
                        "%d %s threads: %-14s %,10.0f round trips/s%n",
                        threads, virtual ? "virtual" : "platform", name, median(all)));
                System.out.printf("the store is %.2f of spymemcached%n", median(ratios));
            }
        }
    }

    private static Side through(Cache cache) {
        return key -> {
            byte[] bytes = key.getBytes(StandardCharsets.US_ASCII);
            cache.get(bytes, Deadline.after(Duration.ofSeconds(5)));
            cache.put(bytes, VALUE, Expiry.after(Duration.ofMinutes(1)), Deadline.after(Duration.ofSeconds(5)));
        };
    }

    private static double run(Side side, int threads, boolean virtual, Duration time) throws Exception {
        long end = System.nanoTime() + time.toNanos();
        long trips = 0;
        try (var executor = executor(threads, virtual)) {
            var all = new ArrayList<Future<Long>>();
            for (int thread = 0; thread < threads; thread++) {
                int first = thread;
                Callable<Long> task = () -> {
                    long count = 0;
                    for (int i = first; System.nanoTime() - end < 0; i++) {
                        side.getAndPut("key" + i % KEYS);
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

    private static ExecutorService executor(int threads, boolean virtual) {
        return virtual ? Executors.newVirtualThreadPerTaskExecutor() : Executors.newFixedThreadPool(threads);
    }

    private static double median(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /// The library by itself, in classes of its own: the store switches on its checks of answers, which is not to be
    /// paid here.
    private static final class Raw implements Side, AutoCloseable {
        private final URLClassLoader classes;
        private final Object client;
        private final MethodHandle get;
        private final MethodHandle set;

        Raw(int port) throws Exception {
            var jars = new ArrayList<URL>();
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                jars.add(Path.of(jar).toUri().toURL());
            }
            classes = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
            Class<?> type = classes.loadClass("net.spy.memcached.MemcachedClient");
            client = type.getConstructor(classes.loadClass("net.spy.memcached.ConnectionFactory"), List.class)
                    .newInstance(
                            classes.loadClass("net.spy.memcached.BinaryConnectionFactory")
                                    .getConstructor()
                                    .newInstance(),
                            List.of(new InetSocketAddress("127.0.0.1", port)));
            var lookup = MethodHandles.publicLookup();
            get = lookup.unreflect(type.getMethod("get", String.class))
                    .bindTo(client)
                    .asType(MethodType.methodType(Object.class, String.class));
            set = lookup.unreflect(type.getMethod("set", String.class, int.class, Object.class))
                    .bindTo(client)
                    .asType(MethodType.methodType(Future.class, String.class, int.class, Object.class));
        }

        @Override
        public void getAndPut(String key) throws Exception {
            try {
                Object _ = (Object) get.invokeExact(key);
                ((Future<?>) (Future) set.invokeExact(key, 60, (Object) VALUE)).get();
            } catch (Exception | Error failure) {
                throw failure;
            } catch (Throwable impossible) {
                throw new AssertionError(impossible);
            }
        }

        @Override
        public void close() throws Exception {
            client.getClass().getMethod("shutdown").invoke(client);
            classes.close();
        }
    }

    private static CacheSettings settings(int port) throws Exception {
        var settings = CacheSettings.of(CacheSettings.Use.STATE);
        for (Option<?> option : new MemcacheProvider().options()) {
            if (option.name().equals("MemcacheServers")) {
                return with(settings, option, "127.0.0.1:" + port);
            }
        }
        throw new AssertionError();
    }

    private static <T> CacheSettings with(CacheSettings settings, Option<T> option, String word) throws Exception {
        return settings.with(option, option.parser().parse(List.of(word), _ -> {}));
    }
}
