package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheMeter;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSets;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.EventLogExtra;
import io.sluice.cache.EventLogOptions;
import io.sluice.cache.EventLogRule;
import io.sluice.cache.Expiry;
import io.sluice.cache.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/// A kind of store in memory, `memory`, for one test: every store of it has the same entries, and can be lost, or hang
/// whatever the deadline says. `memory:plain` compares nothing, `memory:private` declares that it shares nothing,
/// `memory:hashes` has hashes.
public final class MemoryPlace implements CacheProvider {
    public static final Option<String> SERVER = Option.of("MemoryServer", (words, warnings) -> {
                if (words.getFirst().equals("nowhere")) {
                    throw new CacheException(Kind.ARGUMENT, "no server 'nowhere'; expected another");
                }
                if (words.getFirst().equals("old")) {
                    warnings.accept("'old' will go");
                }
                return words.getFirst();
            })
            .syntax("name")
            .defaultsTo("here", "here")
            .help("Where it is.");

    private static final EventLogOptions EVENT_LOG = new EventLogOptions(
            Option.of("MemoryEngine", (words, _) -> words.getFirst().equals("on"))
                    .syntax("on|off")
                    .help("Whether it records."),
            Option.of("MemoryLogOnCommand", (words, _) -> EventLogRule.parse(words))
                    .in(Option.Place.SERVER, Option.Place.VIRTUAL_HOST, Option.Place.GLOBAL, Option.Place.DIRECTORY)
                    .takes(1, 3)
                    .occurs(Option.Occurrence.ACCUMULATES)
                    .syntax("none|commands format [key]")
                    .help("What it records."),
            Option.of("MemoryLogOnEvent", (words, _) -> EventLogRule.parse(words))
                    .in(Option.Place.SERVER, Option.Place.VIRTUAL_HOST, Option.Place.GLOBAL, Option.Place.DIRECTORY)
                    .takes(1, 3)
                    .occurs(Option.Occurrence.ACCUMULATES)
                    .syntax("none|events format [key]")
                    .help("What it records."),
            Option.of("MemoryLogFormatExtra", (words, _) -> new EventLogExtra(words.get(0), words.get(1)))
                    .takes(2, 2)
                    .occurs(Option.Occurrence.ACCUMULATES)
                    .syntax("format json-object")
                    .help("What it records beside."));

    private final String name;
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Map<String, Entry> entries = new TreeMap<>();
    private final Map<String, List<String>> collections = new TreeMap<>();
    private final Map<String, Map<String, byte[]>> hashes = new TreeMap<>();
    private final List<CacheSettings> opened = new CopyOnWriteArrayList<>();
    private boolean lost;
    private Duration takes = Duration.ZERO;
    private Optional<CountDownLatch> hangs = Optional.empty();
    private int open;
    private long versions;

    public MemoryPlace() {
        this("memory");
    }

    /// A kind of store under another name.
    public MemoryPlace(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /// Has a list, and a set, of these values under a key.
    public synchronized void collect(String key, List<String> values) {
        collections.put(key, values);
    }

    @Override
    public List<Option<?>> options() {
        return Stream.concat(Stream.of(SERVER, EVENT_LOG.engine()), EVENT_LOG.rules().stream())
                .toList();
    }

    @Override
    public Optional<EventLogOptions> eventLog() {
        return Optional.of(EVENT_LOG);
    }

    /// The records of events, each behind its key.
    public List<String> events() {
        return events;
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_memory.c");
    }

    @Override
    public synchronized CacheStore open(CacheSettings settings) throws CacheException {
        if (settings.info().equals("bad")) {
            throw new CacheException(Kind.ARGUMENT, "'bad' is no place");
        }
        if (settings.info().equals("full")) {
            throw new CacheException(Kind.REFUSED, "no room");
        }
        opened.add(settings);
        open++;
        return new Store(
                settings.info().equals("hashes"),
                switch (settings.info()) {
                    case "plain" -> Set.of(Feature.SHARED);
                    case "private" -> Set.of(Feature.COMPARE_AND_SET);
                    default -> Set.of(Feature.COMPARE_AND_SET, Feature.SHARED);
                });
    }

    /// The settings with which stores were opened.
    public List<CacheSettings> opened() {
        return opened;
    }

    /// How many stores are open.
    public synchronized int open() {
        return open;
    }

    /// Loses the place, and tells all who have it open as often as they have opened it.
    public synchronized void lose() {
        lost = true;
        tell(CacheStore.State.DOWN, Optional.of(new CacheException(Kind.UNAVAILABLE, "connection refused")));
    }

    public synchronized void comeBack() {
        lost = false;
        tell(CacheStore.State.UP, Optional.empty());
    }

    /// Answers no call until it is told to go on.
    public synchronized void hang() {
        hangs = Optional.of(new CountDownLatch(1));
    }

    /// Takes some time for each answer from now on.
    public synchronized void slow(Duration each) {
        takes = each;
    }

    public synchronized void goOn() {
        hangs.ifPresent(CountDownLatch::countDown);
        hangs = Optional.empty();
    }

    /// Ends every entry whose key has that text in it, as if its time were over.
    public synchronized void expire(String part) {
        entries.keySet().removeIf(key -> key.contains(part));
    }

    public synchronized Set<String> keys() {
        return Set.copyOf(entries.keySet());
    }

    public synchronized List<String> values() {
        return entries.values().stream()
                .map(entry -> new String(entry.value(), ISO_8859_1))
                .toList();
    }

    /// Puts nonsense in place of every value.
    public synchronized void spoil() {
        entries.replaceAll((_, _) -> new Entry("9 x".getBytes(ISO_8859_1), ++versions));
    }

    /// Puts a hash in place of every entry, as other programs may.
    public synchronized void replaceByHashes() {
        entries.keySet().forEach(key -> hashes.put(key, new TreeMap<>()));
        entries.clear();
    }

    private void tell(CacheStore.State state, Optional<CacheException> cause) {
        opened.forEach(
                settings -> settings.watcher().accept(new CacheStore.Change("memory", state, cause, Duration.ZERO)));
    }

    private void answer() throws CacheException {
        Optional<CountDownLatch> waits;
        Duration slow;
        synchronized (this) {
            if (lost) {
                throw new CacheException(Kind.UNAVAILABLE, "lost");
            }
            waits = hangs;
            slow = takes;
        }
        LockSupport.parkNanos(slow.toNanos());
        if (waits.isPresent()) {
            boolean done = false;
            while (!done) {
                try {
                    waits.get().await();
                    done = true;
                } catch (InterruptedException _) {
                    // a store that heeds nothing
                }
            }
        }
    }

    private final class Store implements CacheStore {
        private final boolean hasHashes;
        private final Set<Feature> features;
        private boolean closed;

        Store(boolean hasHashes, Set<Feature> features) {
            this.hasHashes = hasHashes;
            this.features = features;
        }

        @Override
        public Capabilities capabilities() {
            return new Capabilities(features, 200, 10_000, Duration.ofMillis(1));
        }

        @Override
        public Cache namespace(byte[] prefix) {
            return new Space(new String(prefix, ISO_8859_1), features.contains(Feature.COMPARE_AND_SET), hasHashes);
        }

        @Override
        public State state() {
            synchronized (MemoryPlace.this) {
                return closed ? State.CLOSED : State.UP;
            }
        }

        @Override
        public void destroy(Deadline deadline) {
            synchronized (MemoryPlace.this) {
                entries.clear();
            }
            close();
        }

        @Override
        public CacheStatistics statistics() {
            return new CacheMeter()
                    .statistics(OptionalLong.empty(), OptionalLong.empty(), State.UP, Instant.EPOCH, Map.of());
        }

        @Override
        public String address() {
            return "memory";
        }

        @Override
        public void close() {
            synchronized (MemoryPlace.this) {
                open -= closed ? 0 : 1;
                closed = true;
            }
        }
    }

    private final class Space implements Cache {
        private final String prefix;
        private final boolean compares;
        private final boolean hasHashes;

        Space(String prefix, boolean compares, boolean hasHashes) {
            this.hasHashes = hasHashes;
            this.prefix = prefix;
            this.compares = compares;
        }

        private String name(byte[] key) {
            return prefix + new String(key, ISO_8859_1);
        }

        private void checkIsEntry(String name) throws CacheException {
            if (hashes.containsKey(name)) {
                throw new CacheException(Kind.CORRUPT, "a hash is where an entry is to be");
            }
        }

        @Override
        public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                checkIsEntry(name(key));
                return Optional.ofNullable(entries.get(name(key)));
            }
        }

        @Override
        public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                hashes.remove(name(key));
                entries.put(name(key), new Entry(value.clone(), ++versions));
            }
        }

        @Override
        public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                return !hashes.containsKey(name(key))
                        && entries.putIfAbsent(name(key), new Entry(value.clone(), ++versions)) == null;
            }
        }

        @Override
        public boolean remove(byte[] key, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                return entries.remove(name(key)) != null || hashes.remove(name(key)) != null;
            }
        }

        @Override
        public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
                throws CacheException {
            if (!compares) {
                throw Feature.COMPARE_AND_SET.missing();
            }
            answer();
            synchronized (MemoryPlace.this) {
                return entries.replace(name(key), expected, new Entry(value.clone(), ++versions));
            }
        }

        @Override
        public <F> Optional<F> find(Class<F> facet) {
            CacheEventLog log =
                    (key, event) -> events.add(new String(key, ISO_8859_1) + " " + new String(event, ISO_8859_1));
            var fields = hasHashes ? Stream.of(new Hashes(prefix)) : Stream.of();
            return Stream.concat(fields, Stream.of(new Lists(prefix), new Sets(prefix), log))
                    .filter(facet::isInstance)
                    .<F>map(facet::cast)
                    .findFirst();
        }
    }

    private List<byte[]> collected(String name, int limit) throws CacheException {
        answer();
        synchronized (this) {
            return collections.getOrDefault(name, List.of()).stream()
                    .limit(limit)
                    .map(value -> value.getBytes(UTF_8))
                    .toList();
        }
    }

    /// The fields of a hash.
    public synchronized Map<String, String> hash(String key) {
        var texts = new TreeMap<String, String>();
        hashes.getOrDefault(key, Map.of()).forEach((name, value) -> texts.put(name, new String(value, UTF_8)));
        return texts;
    }

    /// Puts one field into a hash, as the reference writes.
    public synchronized void field(String key, String name, String value) {
        hashes.computeIfAbsent(key, _ -> new TreeMap<>()).put(name, value.getBytes(UTF_8));
    }

    private final class Hashes implements CacheHashes {
        private final String prefix;

        Hashes(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public Map<String, byte[]> fields(byte[] key, List<String> names, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                checkIsHash(prefix + new String(key, UTF_8));
                var found = new TreeMap<>(hashes.getOrDefault(prefix + new String(key, UTF_8), Map.of()));
                found.keySet().retainAll(names);
                return found;
            }
        }

        @Override
        public boolean putIfAbsent(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                checkIsHash(prefix + new String(key, UTF_8));
                return hashes.putIfAbsent(prefix + new String(key, UTF_8), new TreeMap<>(fields)) == null;
            }
        }

        @Override
        public void replace(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
            answer();
            synchronized (MemoryPlace.this) {
                entries.remove(prefix + new String(key, UTF_8));
                hashes.put(prefix + new String(key, UTF_8), new TreeMap<>(fields));
            }
        }

        private void checkIsHash(String name) throws CacheException {
            if (entries.containsKey(name)) {
                throw new CacheException(Kind.CORRUPT, "an entry is where a hash is to be");
            }
        }
    }

    private static CacheException readOnly() {
        return new CacheException(Kind.UNSUPPORTED, "only for reading");
    }

    private final class Lists implements CacheLists {
        private final String prefix;

        Lists(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public List<byte[]> elements(byte[] key, int limit, Deadline deadline) throws CacheException {
            return collected(prefix + new String(key, UTF_8), limit);
        }

        @Override
        public long append(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
            throw readOnly();
        }

        @Override
        public Optional<byte[]> rotate(byte[] key, Deadline deadline) throws CacheException {
            throw readOnly();
        }

        @Override
        public void replace(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
            throw readOnly();
        }

        @Override
        public long size(byte[] key, Deadline deadline) throws CacheException {
            throw readOnly();
        }
    }

    private final class Sets implements CacheSets {
        private final String prefix;

        Sets(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public List<byte[]> members(byte[] key, int limit, Deadline deadline) throws CacheException {
            return collected(prefix + new String(key, UTF_8), limit);
        }

        @Override
        public boolean add(byte[] key, byte[] value, Deadline deadline) throws CacheException {
            throw readOnly();
        }

        @Override
        public boolean remove(byte[] key, byte[] value, Deadline deadline) throws CacheException {
            throw readOnly();
        }
    }
}
