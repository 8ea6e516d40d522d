import com.sun.management.OperatingSystemMXBean;
import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// How long a get and a put of shared memory take, while two processes do the same on the same keys, and when ten
/// thousand virtual threads call at once. Ends with 1 where a bound is missed: 1 us for a get and 3 us for a put of 200
/// bytes, into a full store too, with two processes at it.
///
/// The first process starts the second one with the words `partner <file>`; that one goes through the same measurements
/// in step, because both begin each at a full second of the clock that the first has chosen.
public final class ShmBench {
    private static final int KEYS = 100;
    private static final Duration ROUND = Duration.ofMillis(500);
    private static final int ROUNDS = 15;
    private static final int WARM_ROUNDS = 5;
    private static final int[] SIZES = {200, 2000};
    private static final long GET_BOUND = 1000;
    private static final long PUT_BOUND = 3000;
    private static final int THREADS = 10_000;
    private static final int BURSTS = 31;
    private static final int WARM_BURSTS = 10;

    private enum Work {
        GET,
        PUT,
        PUT_WHEN_FULL
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments.length > 0) {
            measure(Path.of(arguments[1]), Long.parseLong(arguments[2]), false);
            return;
        }
        boolean kept;
        Path directory = Files.createTempDirectory("shm-bench");
        Path file = directory.resolve("cache");
        try {
            System.out.println("alone, ns per call (median of " + (ROUNDS - WARM_ROUNDS) + ")");
            measure(file, System.currentTimeMillis(), true);
            System.out.println("two processes at once");
            long start = System.currentTimeMillis() / 1000 * 1000 + 4000;
            Process partner = partner(file, start);
            kept = measure(file, start, true);
            partner.waitFor();
            burst(file);
        } finally {
            try (CacheStore store = open(file)) {
                store.destroy(soon());
            }
            Files.delete(directory);
        }
        if (!kept) {
            System.out.println("bounds missed: " + GET_BOUND + " ns a get, " + PUT_BOUND + " ns a put");
            System.exit(1);
        }
    }

    /// Has all threads begin at once, each with a get and a put, and tells when they had ended.
    private static void burst(Path file) throws Exception {
        try (CacheStore store = open(file)) {
            Cache cache = store.namespace("bench.".getBytes(StandardCharsets.US_ASCII));
            var half = new long[BURSTS];
            var most = new long[BURSTS];
            var processor = new long[BURSTS];
            var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            var failed = new AtomicInteger();
            for (int round = 0; round < BURSTS; round++) {
                var start = new CountDownLatch(1);
                long[] ended = new long[THREADS];
                var threads = new ArrayList<Thread>();
                for (int i = 0; i < THREADS; i++) {
                    int number = i;
                    threads.add(Thread.ofVirtual().start(() -> {
                        try {
                            start.await();
                            cache.get(key(number % KEYS), soon());
                            cache.put(key(number % KEYS), new byte[SIZES[0]], Expiry.NEVER, soon());
                            ended[number] = System.nanoTime();
                        } catch (CacheException | InterruptedException _) {
                            failed.incrementAndGet();
                        }
                    }));
                }
                Thread.sleep(50); // until all wait
                long began = System.nanoTime();
                long cpu = system.getProcessCpuTime();
                start.countDown();
                for (Thread thread : threads) {
                    thread.join();
                }
                processor[round] = (system.getProcessCpuTime() - cpu) / THREADS / 2;
                Arrays.sort(ended);
                if (failed.get() > 0) {
                    throw new IllegalStateException(failed + " calls failed");
                }
                half[round] = ended[THREADS / 2] - began;
                most[round] = ended[THREADS * 99 / 100] - began;
            }
            System.out.printf(
                    "%,d virtual threads at once, a get and a put of %d bytes each: half done after %.1f ms, 99 %% after"
                            + " %.1f ms; %,d ns of CPU a call%n",
                    THREADS, SIZES[0], median(half) / 1e6, median(most) / 1e6, median(processor));
        }
    }

    private static long median(long[] rounds) {
        long[] warm = Arrays.copyOfRange(rounds, WARM_BURSTS, rounds.length);
        Arrays.sort(warm);
        return warm[warm.length / 2];
    }

    private static Process partner(Path file, long start) throws IOException {
        var command = new ArrayList<String>();
        var self = ProcessHandle.current().info();
        command.add(self.command().orElseThrow());
        command.addAll(Arrays.asList(self.arguments().orElseThrow()));
        command.addAll(List.of("partner", file.toString(), Long.toString(start)));
        return new ProcessBuilder(command).inheritIO().start();
    }

    /// Goes through all measurements.
    ///
    /// @return whether the bounds were kept
    private static boolean measure(Path file, long start, boolean tell) throws Exception {
        boolean kept = true;
        try (CacheStore store = open(file)) {
            Cache cache = store.namespace("bench.".getBytes(StandardCharsets.US_ASCII));
            long at = start;
            for (int size : SIZES) {
                for (Work work : Work.values()) {
                    for (int key = 0; key < KEYS; key++) {
                        cache.put(key(key), new byte[size], Expiry.NEVER, soon());
                    }
                    long[] rounds = new long[ROUNDS];
                    for (int round = 0; round < ROUNDS; round++) {
                        await(at);
                        rounds[round] = round(cache, work, size);
                        at += ROUND.toMillis();
                    }
                    long[] warm = Arrays.copyOfRange(rounds, WARM_ROUNDS, ROUNDS);
                    Arrays.sort(warm);
                    if (tell) {
                        System.out.printf("  %-14s %5d bytes %6d%n", work, size, warm[warm.length / 2]);
                    }
                    if (size == SIZES[0]) {
                        kept &= warm[warm.length / 2] < (work == Work.GET ? GET_BOUND : PUT_BOUND);
                    }
                }
            }
        }
        return kept;
    }

    /// Works for a little less than a round.
    ///
    /// @return the nanoseconds a call took
    private static long round(Cache cache, Work work, int size) throws Exception {
        var random = new SplittableRandom();
        byte[][] keys = new byte[work == Work.PUT_WHEN_FULL ? 10 * KEYS : KEYS][];
        Arrays.setAll(keys, ShmBench::key);
        byte[] value = new byte[size];
        var expiry = Expiry.after(Duration.ofHours(1));
        var deadline = soon();
        long calls = 0;
        long begin = System.nanoTime();
        long end = begin + ROUND.toNanos() * 9 / 10;
        while (System.nanoTime() < end) {
            for (int i = 0; i < 100; i++) {
                byte[] key = keys[random.nextInt(keys.length)];
                if (work == Work.GET) {
                    if (cache.get(key, deadline).isEmpty()) {
                        throw new IllegalStateException("an entry is missing");
                    }
                } else {
                    put(cache, key, value, expiry, deadline);
                }
            }
            calls += 100;
        }
        return (System.nanoTime() - begin) / calls;
    }

    /// Puts, and again where the other process was stopped for 50 ms with the lock, as it may be on a busy machine.
    private static void put(Cache cache, byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws Exception {
        try {
            cache.put(key, value, expiry, deadline);
        } catch (CacheException failure) {
            if (failure.kind() != CacheException.Kind.TIMEOUT || deadline.hasPassed()) {
                throw failure;
            }
            put(cache, key, value, expiry, deadline);
        }
    }

    private static void await(long time) throws InterruptedException {
        long left = time - System.currentTimeMillis();
        if (left > 0) {
            Thread.sleep(left);
        }
    }

    private static CacheStore open(Path file) throws Exception {
        CacheProvider provider = ServiceLoader.load(CacheProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("shm"))
                .findFirst()
                .orElseThrow();
        return provider.open(CacheSettings.of(CacheSettings.Use.TLS_SESSIONS).info("/file=" + file));
    }

    private static byte[] key(int number) {
        return ("session-identifier-of-32-bytes-" + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }
}
