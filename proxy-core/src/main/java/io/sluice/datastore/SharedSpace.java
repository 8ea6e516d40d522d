package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheCaller;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// A namespace of a shared store under keys that are text. Whoever asks is back when its time is over, whatever the
/// store does: work that the store keeps beyond that is left behind and interrupted, and while three are so left, no
/// other is begun. Safe for use from any thread.
public final class SharedSpace {
    private static final int MOST_LEFT_BEHIND = 3;
    private static final Duration FORGIVEN = Duration.ofMillis(50);

    private final Cache cache;
    private final boolean compares;
    private final AtomicInteger leftBehind = new AtomicInteger();

    /// The part of a store whose keys begin with a prefix.
    public SharedSpace(CacheStore store, String prefix) throws CacheException {
        this.cache = store.namespace(prefix.getBytes(UTF_8));
        this.compares = store.capabilities().has(Feature.COMPARE_AND_SET);
    }

    /// Does some work with the store, on a thread that is left behind where it does not end in time.
    public <T> T within(Deadline deadline, Callable<T> work) throws CacheException {
        deadline.check();
        if (leftBehind.get() >= MOST_LEFT_BEHIND) {
            throw new CacheException(Kind.UNAVAILABLE, "earlier calls have not ended");
        }
        var ended = new CountDownLatch(1);
        var task = new FutureTask<>(work);
        Runnable toItsEnd = () -> {
            try {
                task.run();
            } finally {
                ended.countDown(); // also where it was given up before it began
            }
        };
        Thread.ofVirtual().name("shared store").start(CacheCaller.carried(toItsEnd));
        try {
            return task.get(deadline.nanosLeft() + FORGIVEN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CacheException failure
                    ? failure
                    : new CacheException(Kind.UNAVAILABLE, "the store failed: " + e.getCause(), e);
        } catch (TimeoutException e) {
            task.cancel(true);
            leaveBehind(ended);
            throw new CacheException(Kind.TIMEOUT, "no answer in time", e);
        } catch (InterruptedException e) {
            task.cancel(true);
            leaveBehind(ended);
            Thread.currentThread().interrupt();
            throw new CacheException(Kind.TIMEOUT, "interrupted", e);
        }
    }

    /// Counts work that goes on without anybody waiting, until it ends.
    private void leaveBehind(CountDownLatch ended) {
        leftBehind.incrementAndGet();
        Thread.ofVirtual().name("shared store").start(() -> {
            try {
                ended.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } finally {
                leftBehind.decrementAndGet();
            }
        });
    }

    /// Something that not every store has, such as lists, under the keys of this part.
    <F> Optional<F> find(Class<F> facet) {
        return cache.find(facet);
    }

    /// The value under a key. What is there and no value is of no use to anybody, and is removed.
    public Optional<Entry> get(String key, Deadline deadline) throws CacheException {
        var bytes = key.getBytes(UTF_8);
        try {
            return cache.get(bytes, deadline);
        } catch (CacheException failure) {
            if (failure.kind() != Kind.CORRUPT) {
                throw failure;
            }
            cache.remove(bytes, deadline);
            return Optional.empty();
        }
    }

    public void put(String key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        cache.put(key.getBytes(UTF_8), value, expiry, deadline);
    }

    public void remove(String key, Deadline deadline) throws CacheException {
        cache.remove(key.getBytes(UTF_8), deadline);
    }

    /// Puts a value in place of what was read before, or where nothing was. A store that cannot compare puts it in any
    /// case.
    ///
    /// @return whether it was put
    public boolean replace(String key, Optional<Entry> read, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        var bytes = key.getBytes(UTF_8);
        if (read.isEmpty()) {
            return cache.putIfAbsent(bytes, value, expiry, deadline);
        }
        if (compares) {
            return cache.compareAndSet(bytes, read.get(), value, expiry, deadline);
        }
        cache.put(bytes, value, expiry, deadline);
        return true;
    }
}
