package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Some rules, each a test that finds a store open and a namespace of its own. One that does not end is given up.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class Rules {
    private static final Duration POLL = Duration.ofMillis(2);

    final CacheStoreKit kit;
    final List<CacheStore.Change> changes = new CopyOnWriteArrayList<>();
    private final List<CacheStore> stores = new ArrayList<>();
    private byte[] prefix = {};

    CacheStore store;
    Cache cache;

    Rules(CacheStoreKit kit) {
        this.kit = kit;
    }

    @BeforeEach
    void openStore() throws Exception {
        prefix = newPrefix();
        store = open();
        cache = store.namespace(prefix);
    }

    @AfterEach
    void closeStores() {
        stores.forEach(CacheStore::close);
    }

    /// One more store on the same place.
    CacheStore open() throws Exception {
        return opened(kit.open(changes::add));
    }

    /// Has a store closed after the test.
    final CacheStore opened(CacheStore another) {
        stores.add(another);
        return another;
    }

    /// The namespace of this test as another store sees it.
    Cache sameIn(CacheStore other) throws CacheException {
        return other.namespace(prefix);
    }

    static byte[] newPrefix() {
        return bytes(
                "kit." + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()) + ".");
    }

    /// Waits until the store is up again.
    void awaitUp() {
        await(
                kit.recovery(),
                () -> store.state() == CacheStore.State.UP,
                () -> "the store has not come up in " + kit.recovery());
    }

    /// Waits until a condition holds, and fails where it does not within the bound.
    static void await(Duration bound, BooleanSupplier condition, Supplier<String> failure) {
        long end = System.nanoTime() + bound.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - end < 0, failure);
            LockSupport.parkNanos(POLL.toNanos());
        }
    }

    /// How many descriptors this process has open, where that can be told.
    static long openFiles() {
        String[] all = new File("/proc/self/fd").list();
        return all == null ? 0 : all.length;
    }

    void needs(Capabilities.Feature feature) {
        assumeTrue(store.capabilities().has(feature), () -> "the store does not declare " + feature);
    }

    /// Time enough on any machine.
    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] filled(int length, int with) {
        byte[] filled = new byte[length];
        Arrays.fill(filled, (byte) with);
        return filled;
    }

    void put(String key, String value) throws CacheException {
        cache.put(bytes(key), bytes(value), Expiry.NEVER, soon());
    }

    Entry entry(String key) throws CacheException {
        return cache.get(bytes(key), soon()).orElseThrow(() -> new AssertionError("nothing is under " + key));
    }

    void assertHolds(String key, String value) throws CacheException {
        assertArrayEquals(bytes(value), entry(key).value(), "the value under " + key);
    }

    void assertAbsent(String key) throws CacheException {
        assertTrue(cache.get(bytes(key), soon()).isEmpty(), "nothing should be under " + key);
    }

    static void assertFails(CacheException.Kind kind, Executable call) {
        assertEquals(kind, assertThrows(CacheException.class, call).kind());
    }

    /// Every operation that the store has, by its name, on one key.
    List<Operation> operations(Cache on, byte[] key) {
        var all = new ArrayList<Operation>();
        all.add(new Operation("get", deadline -> on.get(key, deadline)));
        all.add(new Operation("put", deadline -> on.put(key, bytes("7"), Expiry.NEVER, deadline)));
        all.add(new Operation("putIfAbsent", deadline -> on.putIfAbsent(key, bytes("7"), Expiry.NEVER, deadline)));
        all.add(new Operation("remove", deadline -> on.remove(key, deadline)));
        if (store.capabilities().has(Capabilities.Feature.COMPARE_AND_SET)) {
            var read = new Entry(bytes("6"), 6);
            all.add(new Operation(
                    "compareAndSet", deadline -> on.compareAndSet(key, read, bytes("7"), Expiry.NEVER, deadline)));
            all.add(new Operation("removeIf", deadline -> on.removeIf(key, read, deadline)));
        }
        if (store.capabilities().has(Capabilities.Feature.COUNTER)) {
            all.add(new Operation("add", deadline -> on.add(key, 1, deadline)));
        }
        if (store.capabilities().has(Capabilities.Feature.CLEAR)) {
            all.add(new Operation("clear", on::clear));
        }
        if (store.capabilities().has(Capabilities.Feature.ENUMERATE)) {
            all.add(new Operation("forEach", deadline -> on.forEach(10, (_, _) -> true, deadline)));
        }
        return all;
    }

    record Operation(String name, Call call) {
        interface Call {
            void run(Deadline deadline) throws CacheException;
        }

        void run(Deadline deadline) throws CacheException {
            call.run(deadline);
        }
    }

    /// Tries rules at once, each on a virtual thread, and makes a test of how each of them has ended.
    static List<DynamicTest> atOnce(Map<String, ? extends Callable<?>> rules) {
        var outcomes = new LinkedHashMap<String, Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            rules.forEach((name, rule) -> outcomes.put(name, threads.submit(rule)));
        }
        var tests = new ArrayList<DynamicTest>();
        outcomes.forEach((name, outcome) -> tests.add(DynamicTest.dynamicTest(name, () -> {
            try {
                outcome.get();
            } catch (ExecutionException failure) {
                throw failure.getCause();
            }
        })));
        return tests;
    }

    /// Runs tasks at once, each on a virtual thread, and returns what they return.
    static <T> List<T> together(int count, IntFunction<Callable<T>> task) throws Exception {
        var results = new ArrayList<T>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<T>>();
            for (int i = 0; i < count; i++) {
                tasks.add(task.apply(i));
            }
            for (var result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
        }
        return results;
    }
}
