package io.sluice.cache.tck;

import static io.sluice.cache.CacheException.Kind.CLOSED;
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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

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
        put("key", "value");
        whileSilent(() -> {
            var limit = Duration.ofMillis(300);
            for (Operation operation : operations(cache, bytes("key"))) {
                var ended = Ended.of(() -> operation.run(Deadline.after(limit)));
                assertTrue(ended.isDoneWithin(limit.plus(kit.tolerance())), operation.name() + " has not ended");
                assertTrue(ended.kind().isOfTheStore(), operation.name() + ": " + ended.kind());
            }
        });
    }

    @Test
    void fiveHundredCallersOfASilentStoreAllReturn() throws Exception {
        whileSilent(() -> {
            var limit = Duration.ofMillis(500);
            var callers = IntStream.range(0, 500)
                    .mapToObj(_ -> Ended.of(() -> cache.get(bytes("key"), Deadline.after(limit))))
                    .toList();
            var all = Deadline.after(limit.plus(kit.tolerance().multipliedBy(2)));
            for (Ended each : callers) {
                assertTrue(each.isDoneWithin(all.left()), "a caller is still waiting");
                assertTrue(each.kind().isOfTheStore(), each.kind().toString());
            }
        });
    }

    @Test
    void interruptingEndsACallOfASilentStore() throws Exception {
        whileSilent(() -> {
            var ended = Ended.of(() -> cache.get(bytes("key"), soon()));
            // Long enough to be waiting. A caller that is not yet finds itself interrupted, which is as good; a store
            // whose own limit is shorter has ended the call.
            boolean stillThere = !ended.isDoneWithin(Duration.ofMillis(50));
            ended.thread().interrupt();

            assertTrue(ended.isDoneWithin(kit.tolerance()), "the caller is still waiting");
            assertTrue(ended.kind().isOfTheStore(), ended.kind().toString());
            if (stillThere && ended.kind() == TIMEOUT) {
                assertTrue(ended.interrupted().get(), "the thread stays interrupted");
            }
        });
    }

    @Test
    void closingEndsTheCallsOfASilentStore() throws Exception {
        put("key", "value");
        whileSilent(() -> {
            var callers = IntStream.range(0, 50)
                    .mapToObj(_ -> Ended.of(() -> cache.get(bytes("key"), soon())))
                    .toList();
            callers.getFirst().isDoneWithin(Duration.ofMillis(50)); // long enough to be waiting
            var limit = Duration.ofSeconds(2).plus(kit.tolerance());
            var closing = Thread.ofVirtual().start(store::close);

            assertTrue(closing.join(limit), "closing has not ended");
            var all = Deadline.after(limit);
            for (Ended each : callers) {
                assertTrue(each.isDoneWithin(all.left()), "a caller is still waiting for a closed store");
                var kind = each.kind();
                assertTrue(kind == CLOSED || kind.isOfTheStore(), kind.toString());
            }
        });
    }

    @Test
    void preparingForASilentStoreEndsInTimeAndDoesNotFail() throws Exception {
        whileSilent(() -> {
            var another = open();
            var limit = Duration.ofMillis(500);
            var preparing = new CompletableFuture<Boolean>();
            Thread.ofVirtual().start(() -> {
                try {
                    another.prepare(Deadline.after(limit));
                    preparing.complete(true);
                } catch (Throwable failure) {
                    preparing.completeExceptionally(failure);
                }
            });

            preparing.get(limit.plus(kit.tolerance()).toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private void whileSilent(Executable rule) throws Exception {
        var outage = kit.outage();
        assumeTrue(outage.isPresent(), "the place cannot be taken away");
        outage.get().freeze();
        try {
            rule.execute();
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable other) {
            throw new AssertionError(other);
        } finally {
            outage.get().start();
        }
    }

    /// A call on a virtual thread of its own, and how it ended.
    private record Ended(Thread thread, CompletableFuture<CacheException.Kind> failure, AtomicBoolean interrupted) {

        static Ended of(Executable call) {
            var failure = new CompletableFuture<CacheException.Kind>();
            var interrupted = new AtomicBoolean();
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    call.execute();
                    failure.completeExceptionally(new AssertionError("a silent store has answered"));
                } catch (CacheException expected) {
                    interrupted.set(Thread.currentThread().isInterrupted());
                    failure.complete(expected.kind());
                } catch (Throwable other) {
                    failure.completeExceptionally(other);
                }
            });
            return new Ended(thread, failure, interrupted);
        }

        boolean isDoneWithin(Duration time) throws InterruptedException {
            return thread.join(time);
        }

        CacheException.Kind kind() throws Exception {
            return failure.get(1, TimeUnit.SECONDS);
        }
    }
}
