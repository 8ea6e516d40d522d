package io.sluice.cache.memcache;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.Option;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A store that a test has opened by lines of a configuration, and what became of it.
final class Opened implements AutoCloseable {
    final List<CacheStore.Change> changes = new CopyOnWriteArrayList<>();
    final List<String> notices = new CopyOnWriteArrayList<>();
    final CacheStore store;
    final Cache cache;

    private Opened(CacheSettings settings) throws CacheException {
        store = new MemcacheProvider().open(settings.watchedBy(changes::add).noticesTo(notices::add));
        cache = store.namespace("test.".getBytes(StandardCharsets.US_ASCII));
    }

    /// A store by directives, such as `MemcacheServers 127.0.0.1:7000`; `""` is an empty word.
    static Opened by(String... lines) throws CacheException {
        var settings = CacheSettings.of(CacheSettings.Use.STATE);
        for (String line : lines) {
            List<String> words = Arrays.stream(line.split(" "))
                    .map(word -> word.equals("\"\"") ? "" : word)
                    .toList();
            for (Option<?> option : MemcacheDirectives.all()) {
                if (option.name().equals(words.getFirst())) {
                    settings = with(settings, option, words.subList(1, words.size()));
                }
            }
        }
        return new Opened(settings);
    }

    private static <T> CacheSettings with(CacheSettings settings, Option<T> option, List<String> words)
            throws CacheException {
        return settings.with(option, option.parser().parse(words, _ -> {}));
    }

    interface Call {
        void run() throws CacheException;
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    void put(String key, String value) throws CacheException {
        cache.put(bytes(key), bytes(value), Expiry.NEVER, soon());
    }

    Optional<String> get(String key) throws CacheException {
        return cache.get(bytes(key), soon()).map(entry -> new String(entry.value(), StandardCharsets.ISO_8859_1));
    }

    long statistic(String name) {
        return store.statistics().more().get(name);
    }

    void awaitUp() throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(35).toNanos();
        while (store.state() != CacheStore.State.UP) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("the store does not come up: " + changes);
            }
            Thread.sleep(10);
        }
    }

    void awaitChanges(int count) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(35).toNanos();
        while (changes.size() < count) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("expected " + count + " changes: " + changes);
            }
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
