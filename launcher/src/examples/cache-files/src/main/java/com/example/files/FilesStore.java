package com.example.files;

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
import java.util.Map;
import java.util.OptionalLong;

/// An open store: one directory. A disk has no connection that could break, so that there is no
/// [io.sluice.cache.Circuit] here: a store is up until it is closed.
final class FilesStore implements CacheStore {
    /// What else there could be, such as counters, its namespaces leave to the default methods.
    private static final Capabilities CAPABILITIES = new Capabilities(
            EnumSet.of(Feature.COMPARE_AND_SET, Feature.PERSISTENT, Feature.SHARED),
            200,
            Capabilities.USUAL_VALUE,
            Duration.ofMillis(10));

    final Directory directory;
    final CacheMeter meter = new CacheMeter();
    private final Instant opened = Instant.now();
    private volatile boolean closed;

    FilesStore(Directory directory) {
        this.directory = directory;
    }

    /// What every call does: it ends when the store is closed or its time is over, and whatever goes wrong becomes a
    /// failure with a kind, which is counted.
    <T> T call(Deadline deadline, Directory.Work<T> work) throws CacheException {
        try {
            if (closed) {
                throw new CacheException(Kind.CLOSED, address() + " is closed");
            }
            deadline.check();
            return work.run();
        } catch (InterruptedException interrupt) {
            Thread.currentThread().interrupt();
            throw meter.failed(new CacheException(Kind.TIMEOUT, "interrupted", interrupt));
        } catch (IOException failure) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            throw meter.failed(
                    new CacheException(interrupted ? Kind.TIMEOUT : Kind.UNAVAILABLE, failure.toString(), failure));
        } catch (CacheException failure) {
            throw meter.failed(failure);
        }
    }

    @Override
    public Capabilities capabilities() {
        return CAPABILITIES;
    }

    @Override
    public Cache namespace(byte[] prefix) throws CacheException {
        Capabilities.checkPrefix(prefix);
        return new FilesCache(this, prefix.clone());
    }

    @Override
    public State state() {
        return closed ? State.CLOSED : State.UP;
    }

    @Override
    public CacheStatistics statistics() {
        return meter.statistics(OptionalLong.empty(), OptionalLong.empty(), state(), opened, Map.of());
    }

    @Override
    public String address() {
        return directory.path().toString();
    }

    @Override
    public void close() {
        closed = true;
    }
}
