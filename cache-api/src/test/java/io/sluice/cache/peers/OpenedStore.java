package io.sluice.cache.peers;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.Option;
import io.sluice.peers.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// A store that a test has opened by lines of a configuration, and what became of it.
public class OpenedStore implements AutoCloseable {
    public final List<CacheStore.Change> changes = new CopyOnWriteArrayList<>();
    public final List<String> notices = new CopyOnWriteArrayList<>();
    public final CacheStore store;
    public final Cache cache;

    /// A store by directives, such as `RedisServer 127.0.0.1:7000`; `""` is an empty word.
    protected OpenedStore(CacheProvider provider, String... lines) throws CacheException {
        var settings = CacheSettings.of(CacheSettings.Use.STATE);
        for (String line : lines) {
            List<String> words = Arrays.stream(line.split(" "))
                    .map(word -> word.equals("\"\"") ? "" : word)
                    .toList();
            for (Option<?> option : provider.options()) {
                if (option.name().equals(words.getFirst())) {
                    settings = with(settings, option, words.subList(1, words.size()));
                }
            }
        }
        store = provider.open(settings.watchedBy(changes::add).noticesTo(notices::add));
        cache = store.namespace("test.".getBytes(StandardCharsets.US_ASCII));
    }

    private static <T> CacheSettings with(CacheSettings settings, Option<T> option, List<String> words)
            throws CacheException {
        return settings.with(option, option.parser().parse(words, _ -> {}));
    }

    /// Time enough on any machine.
    public static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    public static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    public void put(String key, String value) throws CacheException {
        cache.put(bytes(key), bytes(value), Expiry.NEVER, soon());
    }

    public Optional<String> get(String key) throws CacheException {
        return cache.get(bytes(key), soon()).map(entry -> new String(entry.value(), StandardCharsets.ISO_8859_1));
    }

    public long statistic(String name) {
        return store.statistics().more().get(name);
    }

    public void awaitUp() throws Exception {
        Await.until(() -> "the store is up: " + changes, () -> store.state() == CacheStore.State.UP);
    }

    public void awaitChanges(int count) throws Exception {
        Await.until(() -> count + " changes: " + changes, () -> changes.size() >= count);
    }

    @Override
    public void close() {
        store.close();
    }
}
