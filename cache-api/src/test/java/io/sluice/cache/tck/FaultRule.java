package io.sluice.cache.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.CacheStore.State;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A store behind a proxy of its own, and what is asked of it. Under each of some keys stands what the store must say.
final class FaultRule extends Rules {
    static final int KEYS = 20;

    private static final Duration LIMIT = Duration.ofMillis(300);
    private static final Duration LIMIT_OF_MANY = Duration.ofMillis(500);
    private static final Duration SHORT = Duration.ofMillis(100);
    private static final int CALLERS = 60;
    private static final int ROUNDS = 10;
    private static final int HALF_OPEN_ROUNDS = 3;

    private final NetworkStoreKit network;
    final FaultProxy proxy;

    FaultRule(NetworkStoreKit kit) throws IOException {
        super(kit);
        this.network = kit;
        this.proxy = new FaultProxy(kit.server());
    }

    @Override
    CacheStore open() throws Exception {
        return opened(network.open(proxy.address(), changes::add));
    }

    interface Rule {
        void holds(FaultRule in) throws Exception;
    }

    /// Tries a rule with a store and a proxy of its own.
    static void holds(NetworkStoreKit kit, Rule rule) throws Exception {
        var own = new FaultRule(kit);
        try (own.proxy) {
            own.openStore();
            own.write("before");
            rule.holds(own);
        } finally {
            own.closeStores();
        }
    }

    /// Replies of every connection go wrong, until they do no longer.
    void theStoreIsLostAndFound(FaultProxy.Fault fault) throws Exception {
        proxy.every(fault);
        together(CALLERS, caller -> () -> assertEndsInTime(caller % KEYS, "before"));
        for (int call = 0; store.state() == State.UP; call++) {
            assertTrue(call < 10, "the store is still up after ten failures");
            assertFailsInTime(operations(cache, key(0)).get(call % 2));
        }
        for (Operation operation : operations(cache, key(0))) {
            assertEquals(CacheException.Kind.UNAVAILABLE, assertFailsInTime(operation), operation.name());
        }

        try (CacheStore direct = kit.open(_ -> {})) {
            for (int i = 0; i < KEYS; i++) {
                sameIn(direct).put(key(i), value(i, "after"), Expiry.NEVER, soon());
            }
        }
        proxy.pass();
        awaitUp();

        together(CALLERS, caller -> () -> assertHolds(caller % KEYS, "after"));
        assertEquals(
                List.of(State.DOWN, State.UP),
                changes.stream().map(CacheStore.Change::state).toList(),
                "what the log is told");
    }

    /// One reply goes wrong, and comes in the end when another one is waited for.
    void aSpoiltReplyIsNobodyElses(FaultProxy.Fault fault) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            proxy.next(fault);
            assertEndsInTime(round, "before", SHORT);
            proxy.pass();
            awaitUp();
            assertHolds(round + 1, "before");
        }
    }

    /// Connections that have been idle for long are dead, and nobody has told the store.
    void halfOpenConnectionsAreLeft() throws Exception {
        for (int round = 0; round < HALF_OPEN_ROUNDS; round++) {
            proxy.strand();
            together(CALLERS, caller -> () -> assertEndsInTime(caller % KEYS, "before"));
            awaitUp();
            awaitHolds(round);
        }
    }

    /// Reads what is there, by a call that may have to be made again where connections are dead and nobody has seen it.
    void awaitHolds(int number) throws Exception {
        long end = System.nanoTime() + kit.recovery().toNanos();
        while (true) {
            try {
                var reply = read(number, Deadline.after(kit.recovery()));
                assertEquals(Optional.of(text(number, "before")), reply);
                return;
            } catch (CacheException failure) {
                assertTrue(failure.kind().isOfTheStore(), failure.toString());
                assertTrue(System.nanoTime() - end < 0, () -> "half-open connections are still used: " + failure);
            }
        }
    }

    void manyCallersShareFewConnections() throws Exception {
        proxy.every(FaultProxy.Fault.SILENT);
        together(500, caller -> () -> {
            assertEndsInTime(caller % KEYS, "before", LIMIT_OF_MANY);
            return true;
        });

        assertTrue(
                proxy.most() <= network.mostConnections(),
                () -> "there were " + proxy.most() + " connections; expected at most " + network.mostConnections());
    }

    void write(String what) throws CacheException {
        for (int i = 0; i < KEYS; i++) {
            cache.put(key(i), value(i, what), Expiry.NEVER, soon());
        }
    }

    boolean assertHolds(int number, String what) throws CacheException {
        assertEquals(Optional.of(text(number, what)), read(number, soon()));
        return true;
    }

    private Optional<String> read(int number, Deadline deadline) throws CacheException {
        return cache.get(key(number), deadline).map(entry -> new String(entry.value(), StandardCharsets.UTF_8));
    }

    /// A call gives the right answer, for there may be other connections, or fails as a call does whose store is in
    /// trouble; and it ends.
    private boolean assertEndsInTime(int number, String what) {
        assertEndsInTime(number, what, LIMIT);
        return true;
    }

    void assertEndsInTime(int number, String what, Duration limit) {
        long start = System.nanoTime();
        try {
            assertEquals(Optional.of(text(number, what)), read(number, Deadline.after(limit)));
        } catch (CacheException failure) {
            assertTrue(failure.kind().isOfTheStore(), failure.toString());
        }
        assertInTime("get", start, limit);
    }

    private CacheException.Kind assertFailsInTime(Operation operation) {
        long start = System.nanoTime();
        try {
            operation.run(Deadline.after(LIMIT));
        } catch (CacheException failure) {
            assertInTime(operation.name(), start, LIMIT);
            assertTrue(failure.kind().isOfTheStore(), failure.toString());
            return failure.kind();
        }
        throw new AssertionError(operation.name() + " has succeeded");
    }

    private void assertInTime(String what, long start, Duration limit) {
        var took = Duration.ofNanos(System.nanoTime() - start);
        // Twice the tolerance: many call at once.
        assertTrue(took.compareTo(limit.plus(kit.tolerance().multipliedBy(2))) <= 0, () -> what + " took " + took);
    }

    private static byte[] key(int number) {
        return bytes("key" + number);
    }

    private static String text(int number, String what) {
        return new String(value(number, what), StandardCharsets.UTF_8);
    }

    /// Of different lengths, so that the end of one is no end of another.
    private static byte[] value(int number, String what) {
        return bytes(what + "." + number + "x".repeat(number));
    }
}
