package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.TIMEOUT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// Calls end when their time is over.
abstract class TimeRules extends Rules {

    TimeRules(CacheStoreKit kit) {
        super(kit);
    }

    @Test
    void withoutTimeNothingIsDone() throws Exception {
        put("key", "before");
        for (Operation operation : operations(cache, bytes("key"))) {
            assertEquals(
                    TIMEOUT,
                    assertThrows(
                                    CacheException.class,
                                    () -> operation.run(Deadline.after(Duration.ZERO)),
                                    operation.name())
                            .kind(),
                    operation.name());
        }
        assertHolds("key", "before");
    }

    @Test
    void anInterruptedCallerIsToldSoAndStaysInterrupted() throws Exception {
        put("key", "before");
        for (Operation operation : operations(cache, bytes("key"))) {
            Thread.currentThread().interrupt();
            CacheException failure;
            boolean still;
            try {
                failure = assertThrows(CacheException.class, () -> operation.run(soon()), operation.name());
            } finally {
                still = Thread.interrupted();
            }
            assertEquals(TIMEOUT, failure.kind(), operation.name());
            assertTrue(still, operation.name() + " leaves the thread interrupted");
        }
        assertHolds("key", "before");
    }

    @Test
    void aSilentStoreHoldsNobodyBeyondTheDeadline() throws Exception {
        var outage = kit.outage();
        assumeTrue(outage.isPresent(), "the place cannot be taken away");
        put("key", "value");
        outage.get().freeze();
        try {
            var limit = Duration.ofMillis(300);
            for (Operation operation : operations(cache, bytes("key"))) {
                long start = System.nanoTime();
                var failure = assertThrows(
                        CacheException.class, () -> operation.run(Deadline.after(limit)), operation.name());
                var took = Duration.ofNanos(System.nanoTime() - start);
                assertTrue(failure.kind().isOfTheStore(), operation.name() + ": " + failure.kind());
                assertTrue(took.compareTo(limit.plus(kit.tolerance())) <= 0, operation.name() + " took " + took);
            }
        } finally {
            outage.get().start();
        }
    }

    @Test
    void fiveHundredCallersOfASilentStoreAllReturn() throws Exception {
        var outage = kit.outage();
        assumeTrue(outage.isPresent(), "the place cannot be taken away");
        outage.get().freeze();
        try {
            var limit = Duration.ofMillis(500);
            var tookAll = together(500, _ -> () -> {
                long start = System.nanoTime();
                var failure = assertThrows(CacheException.class, () -> cache.get(bytes("key"), Deadline.after(limit)));
                assertTrue(failure.kind().isOfTheStore(), failure.toString());
                return System.nanoTime() - start;
            });
            var longest = Duration.ofNanos(
                    tookAll.stream().mapToLong(Long::longValue).max().orElseThrow());
            assertTrue(longest.compareTo(limit.plus(kit.tolerance().multipliedBy(2))) <= 0, "took " + longest);
        } finally {
            outage.get().start();
        }
    }

    @Test
    void interruptingEndsACallOfASilentStore() throws Exception {
        var outage = kit.outage();
        assumeTrue(outage.isPresent(), "the place cannot be taken away");
        outage.get().freeze();
        try {
            var ended = new CompletableFuture<CacheException.Kind>();
            var interrupted = new AtomicBoolean();
            var caller = Thread.ofVirtual().start(() -> {
                try {
                    cache.get(bytes("key"), soon());
                    ended.completeExceptionally(new AssertionError("a silent store has answered"));
                } catch (CacheException failure) {
                    interrupted.set(Thread.currentThread().isInterrupted());
                    ended.complete(failure.kind());
                }
            });
            while (caller.getState() == Thread.State.NEW) {
                Thread.onSpinWait();
            }
            Thread.sleep(50); // long enough to be waiting; if it is not, it finds itself interrupted
            boolean stillThere = !ended.isDone();
            caller.interrupt();
            var kind = ended.get(kit.tolerance().toMillis(), TimeUnit.MILLISECONDS);
            if (stillThere && kind == TIMEOUT) {
                assertTrue(interrupted.get(), "the thread stays interrupted");
            }
            assertTrue(kind.isOfTheStore(), kind.toString());
        } finally {
            outage.get().start();
        }
    }
}
