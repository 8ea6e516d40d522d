package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.module.CoreServices;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;

/// The lists and sets of a shared store under the keys that other programs gave them. Safe for use from any thread.
public final class SharedCollections implements CoreServices.Collections {
    /// A part of a table would fit other clients than the table, so one that is longer is not read.
    static final int LONGEST = 100_000;

    private static final Duration BOUND = Duration.ofSeconds(2);

    private final CacheStore store;
    private final SharedSpace keys;

    /// The lists and sets of a store; it need not have any.
    public SharedCollections(CacheStore store) throws CacheException {
        this.store = store;
        this.keys = new SharedSpace(store, "");
    }

    @Override
    public List<String> list(String key) throws IOException {
        var lists = facet(CacheLists.class, "lists");
        return texts(key, deadline -> lists.elements(key.getBytes(UTF_8), LONGEST + 1, deadline));
    }

    @Override
    public List<String> set(String key) throws IOException {
        var sets = facet(CacheSets.class, "sets");
        return texts(key, deadline -> sets.members(key.getBytes(UTF_8), LONGEST + 1, deadline));
    }

    private <F> F facet(Class<F> facet, String what) throws IOException {
        return keys.find(facet)
                .orElseThrow(() -> new IOException("the store has no " + what + " (" + store.address() + ")"));
    }

    private interface Question {
        List<byte[]> ask(Deadline deadline) throws CacheException;
    }

    private List<String> texts(String key, Question question) throws IOException {
        var deadline = Deadline.after(BOUND);
        List<byte[]> values;
        try {
            Callable<List<byte[]>> work = () -> question.ask(deadline);
            values = keys.within(deadline, work);
        } catch (CacheException e) {
            throw new IOException(store.address() + ": " + e.getMessage(), e);
        }
        if (values.size() > LONGEST) {
            throw new IOException("'" + key + "' at " + store.address() + " has more than " + LONGEST + " values");
        }
        return values.stream().map(value -> new String(value, UTF_8)).toList();
    }
}
