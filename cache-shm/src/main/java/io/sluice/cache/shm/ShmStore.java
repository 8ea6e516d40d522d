package io.sluice.cache.shm;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;

/// A store in shared memory. It is up until it is closed: what it needs is there or was missing when it was opened.
///
/// Beside the usual counts its statistics have those of all processes since the memory was made (`lifetime …`), its
/// `capacity` in entries, the `segment size` and the `segment id` that people know it by, when it was `created`
/// (seconds since 1970), and how many processes are `attached`.
final class ShmStore implements CacheStore {
    private final SharedMemory shared;
    private final Capabilities capabilities;
    private final CacheMeter meter = new CacheMeter();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile Instant lastChange = Instant.now();

    ShmStore(SharedMemory shared) {
        this.shared = shared;
        this.capabilities = new Capabilities(
                EnumSet.of(Feature.COMPARE_AND_SET, Feature.COUNTER, Feature.CLEAR, Feature.ENUMERATE, Feature.SHARED),
                Capabilities.LEAST_KEY,
                shared.shape().largestValue(),
                Duration.ofMillis(2));
    }

    @Override
    public Capabilities capabilities() {
        return capabilities;
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new ShmCache(this, prefix.clone());
    }

    @Override
    public State state() {
        return closed.get() ? State.CLOSED : State.UP;
    }

    @Override
    public CacheStatistics statistics() {
        try {
            checkOpen();
            var more = new LinkedHashMap<String, Long>();
            for (Count count : Count.values()) {
                more.put(count.words, shared.total(count));
            }
            more.put("capacity", (long)
                    shared.shape().capacity(shared.configured().size()));
            more.put(
                    "segment size",
                    shared.shape().segmentSize(shared.configured().size()));
            more.put("segment id", shared.number());
            more.put("created", shared.created());
            more.put("attached", (long) shared.attached());
            int live = shared.table().liveAt(System.currentTimeMillis());
            return meter.statistics(OptionalLong.of(live), OptionalLong.empty(), State.UP, lastChange, more);
        } catch (CacheException | IllegalStateException _) {
            return meter.statistics(OptionalLong.empty(), OptionalLong.empty(), State.CLOSED, lastChange, Map.of());
        }
    }

    @Override
    public String address() {
        return shared.configured().file().toString();
    }

    /// Deletes memory and file. Processes that have the memory mapped go on with it until they close it.
    @Override
    public void destroy(Deadline deadline) throws CacheException {
        checkOpen();
        try {
            shared.deleteFiles();
        } catch (IOException failure) {
            throw new CacheException(
                    Kind.REFUSED, "unable to delete '" + address() + "': " + failure.getMessage(), failure);
        } finally {
            close();
        }
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            lastChange = Instant.now();
            shared.release();
        }
    }

    SharedMemory shared() {
        return shared;
    }

    CacheMeter meter() {
        return meter;
    }

    /// An operation, begun with time left on an open store.
    <T> T call(Deadline deadline, Call<T> call) throws CacheException {
        try {
            checkOpen();
            deadline.check();
            return call.run();
        } catch (CacheException failure) {
            countError(failure);
            throw meter.failed(failure);
        } catch (IllegalStateException gone) {
            if (!closed.get()) {
                throw gone;
            }
            throw meter.failed(new CacheException(Kind.CLOSED, address() + " is closed", gone));
        }
    }

    private void countError(CacheException failure) {
        if (failure.kind().isOfTheStore() || failure.kind() == Kind.CORRUPT) {
            try {
                shared.count(Count.ERRORS, 1);
            } catch (IllegalStateException _) {
                // Closed meanwhile: nobody counts any more.
            }
        }
    }

    interface Call<T> {
        T run() throws CacheException;
    }

    private void checkOpen() throws CacheException {
        if (closed.get()) {
            throw new CacheException(Kind.CLOSED, address() + " is closed");
        }
    }
}
