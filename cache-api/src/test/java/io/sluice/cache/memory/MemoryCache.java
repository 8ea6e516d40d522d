package io.sluice.cache.memory;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import io.sluice.cache.memory.MemoryPlace.Stored;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// One namespace of a [MemoryStore].
final class MemoryCache implements Cache {
    private final MemoryStore store;
    private final MemoryPlace place;
    private final String prefix;
    private final Map<String, Stored> own = new HashMap<>();

    MemoryCache(MemoryStore store, String prefix) {
        this.store = store;
        this.place = store.place;
        this.prefix = prefix;
    }

    @Override
    public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
        checkKey(key);
        return store.call(deadline, () -> {
            noListIsUnder(key);
            var live = live(key);
            if (store.has(Fault.HIDES_WRITES)) {
                live = Optional.ofNullable(own.get(name(key))).or(() -> live(key));
            }
            if (store.has(Fault.EXTENDS_WHAT_IS_READ)) {
                live.ifPresent(found -> extend(key, found));
            }
            if (!store.has(Fault.COUNTS_WRONG)) {
                store.meter.looked(live.isPresent());
            }
            return live.filter(found -> !store.has(Fault.TAKES_EMPTY_FOR_ABSENT) || found.value().length > 0)
                    .map(found -> new Entry(
                            store.has(Fault.KEEPS_ARRAYS)
                                    ? found.value()
                                    : found.value().clone(),
                            found.version()));
        });
    }

    @Override
    public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        checkKey(key);
        checkValue(value);
        if (store.has(Fault.TEARS_VALUES) && value.length > 1000) {
            tear(key, value, expiry, deadline);
        }
        store.call(deadline, () -> {
            write(key, value, end(expiry));
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        checkKey(key);
        checkValue(value);
        if (store.has(Fault.LETS_TWO_WIN)) {
            boolean absent = store.call(deadline, () -> live(key).isEmpty());
            Thread.yield();
            if (absent) {
                put(key, value, expiry, deadline);
            }
            return absent;
        }
        return store.call(deadline, () -> {
            boolean absent = live(key).isEmpty() || store.has(Fault.PUTS_WHERE_THERE_IS_ONE);
            if (absent) {
                write(key, value, end(expiry));
            }
            return absent;
        });
    }

    @Override
    public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        checkKey(key);
        checkValue(value);
        if (store.has(Fault.LOSES_UPDATES)) {
            boolean same = store.call(deadline, () -> isUnchanged(key, expected));
            Thread.yield();
            if (same) {
                put(key, value, expiry, deadline);
            }
            return same;
        }
        return store.call(deadline, () -> {
            boolean same = isUnchanged(key, expected);
            if (same) {
                write(key, value, end(expiry));
                if (store.has(Fault.COUNTS_NO_CONDITIONS)) {
                    store.meter.removed();
                }
            } else if (store.has(Fault.EXTENDS_WHAT_IS_COMPARED)) {
                live(key).ifPresent(found -> extend(key, found));
            }
            return same;
        });
    }

    @Override
    public boolean remove(byte[] key, Deadline deadline) throws CacheException {
        checkKey(key);
        return store.call(deadline, () -> {
            boolean found = live(key).isPresent();
            place.entries.remove(name(key));
            place.lists.remove(name(key));
            if (found) {
                store.meter.removed();
            }
            return found;
        });
    }

    @Override
    public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
        checkKey(key);
        return store.call(deadline, () -> {
            boolean same = isUnchanged(key, expected);
            if (same) {
                place.entries.remove(name(key));
                if (!store.has(Fault.COUNTS_NO_CONDITIONS)) {
                    store.meter.removed();
                }
            }
            return same;
        });
    }

    @Override
    public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
        checkKey(key);
        return store.call(deadline, () -> {
            var live = live(key);
            long lastEnd = Optional.ofNullable(place.entries.get(name(key)))
                    .map(Stored::end)
                    .orElse(0L);
            String text = live.map(found -> new String(found.value(), StandardCharsets.ISO_8859_1))
                    .orElse("0");
            try {
                if (text.startsWith("+") && !store.has(Fault.COUNTS_SIGNS)) {
                    throw new NumberFormatException(text);
                }
                long before = Long.parseLong(text);
                long sum = store.has(Fault.OVERFLOWS) ? before + delta : Math.addExact(before, delta);
                if (store.has(Fault.COUNTS_UNSIGNED)) {
                    sum = Math.max(0, sum);
                }
                write(
                        key,
                        Long.toString(sum).getBytes(StandardCharsets.US_ASCII),
                        live.filter(_ -> !store.has(Fault.FORGETS_THE_END_OF_COUNTERS))
                                .map(Stored::end)
                                .orElse(store.has(Fault.COUNTS_WHAT_HAS_EXPIRED) ? lastEnd : 0L));
                if (store.has(Fault.NUMBERS_NO_ADDITIONS) && live.isPresent()) {
                    var counted = place.entries.get(name(key));
                    place.entries.put(
                            name(key), new Stored(counted.value(), live.get().version(), counted.end()));
                }
                return sum;
            } catch (NumberFormatException notANumber) {
                if (store.has(Fault.COUNTS_WORDS)) {
                    return delta;
                }
                throw new CacheException(CacheException.Kind.CORRUPT, "the value is no number", notANumber);
            } catch (ArithmeticException overflow) {
                throw new CacheException(CacheException.Kind.ARGUMENT, "the sum does not fit", overflow);
            }
        });
    }

    @Override
    public Cleared clear(Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            long removed = 0;
            String doomed = store.has(Fault.CLEARS_NEIGHBOURS) ? prefix.substring(0, 4) : prefix;
            for (String name : place.keys()) {
                boolean mine = !store.has(Fault.CLEARS_ITS_OWN_WRITES_ALONE) || own.containsKey(name);
                if (name.startsWith(doomed) && mine && hasEnd()) {
                    removed += isLive(place.entries.remove(name)) ? 1 : 0;
                }
            }
            return new Cleared(OptionalLong.of(removed), true);
        });
    }

    @Override
    public int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
        record Shown(byte[] key, Entry entry) {}
        List<Shown> all = store.call(deadline, () -> {
            var some = new ArrayList<Shown>();
            for (String name : place.keys()) {
                Stored found = place.entries.get(name);
                boolean mine = name.startsWith(prefix) && hasEnd() || store.has(Fault.SHOWS_NEIGHBOURS);
                if (mine && (isLive(found) || store.has(Fault.SHOWS_EXPIRED))) {
                    byte[] key = name.substring(Math.min(name.length(), prefix.length()))
                            .getBytes(StandardCharsets.ISO_8859_1);
                    long version = store.has(Fault.SHOWS_NO_VERSIONS) ? 0 : found.version();
                    some.add(new Shown(key, new Entry(found.value().clone(), version)));
                }
            }
            return some;
        });
        int shown = 0;
        int most = store.has(Fault.SHOWS_ONE_AT_LEAST) ? Math.max(1, limit) : limit;
        for (Shown each : all) {
            if (shown == most && !store.has(Fault.IGNORES_THE_LIMIT)) {
                break;
            }
            if (!store.has(Fault.SHOWS_WITHOUT_TIME)) {
                deadline.check();
            }
            boolean goesOn;
            try {
                goesOn = visitor.visit(each.key(), each.entry());
            } catch (RuntimeException failure) {
                if (store.has(Fault.WRAPS_WHAT_VISITORS_THROW)) {
                    throw new CacheException(CacheException.Kind.CORRUPT, "the visitor failed", failure);
                }
                throw failure;
            }
            shown += goesOn || !store.has(Fault.COUNTS_ONE_SHOWN_LESS) ? 1 : 0;
            if (!goesOn) {
                break;
            }
        }
        return shown;
    }

    @Override
    public <F> Optional<F> find(Class<F> facet) {
        if (facet == CacheLists.class) {
            return Optional.of(facet.cast(new Lists()));
        }
        if (facet == CacheHashes.class) {
            return Optional.of(facet.cast(new Hashes()));
        }
        return facet == CacheSets.class ? Optional.of(facet.cast(new Sets())) : Optional.empty();
    }

    private final class Lists implements CacheLists {
        @Override
        public long append(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
            if (store.has(Fault.LETS_OTHERS_BETWEEN) && values.size() > 1) {
                append(key, values.subList(0, 1), deadline);
                Thread.yield();
                return append(key, values.subList(1, values.size()), deadline);
            }
            return store.call(deadline, () -> {
                if (live(key).isPresent()) {
                    throw new CacheException(CacheException.Kind.CORRUPT, "an entry is under this key");
                }
                var list = place.lists.computeIfAbsent(name(key), _ -> new ArrayList<>());
                list.addAll(values);
                return (long) list.size();
            });
        }

        @Override
        public List<byte[]> elements(byte[] key, int limit, Deadline deadline) throws CacheException {
            return store.call(deadline, () -> {
                var list = new ArrayList<>(place.lists.getOrDefault(name(key), List.of()));
                return (store.has(Fault.LOSES_ORDER) ? list.reversed() : list)
                        .stream().limit(limit).toList();
            });
        }

        @Override
        public Optional<byte[]> rotate(byte[] key, Deadline deadline) throws CacheException {
            return store.call(deadline, () -> {
                var list = place.lists.getOrDefault(name(key), List.of());
                if (list.isEmpty()) {
                    return Optional.empty();
                }
                byte[] last = list.removeLast();
                list.addFirst(last);
                return Optional.of(last);
            });
        }

        @Override
        public void replace(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
            store.call(deadline, () -> place.lists.put(name(key), new ArrayList<>(values)) != null);
        }

        @Override
        public long size(byte[] key, Deadline deadline) throws CacheException {
            return store.call(deadline, () ->
                    (long) place.lists.getOrDefault(name(key), List.of()).size());
        }
    }

    private final class Sets implements CacheSets {
        @Override
        public List<byte[]> members(byte[] key, int limit, Deadline deadline) throws CacheException {
            return store.call(
                    deadline,
                    () -> place.sets.getOrDefault(name(key), Set.of()).stream()
                            .limit(limit)
                            .map(each -> each.getBytes(StandardCharsets.ISO_8859_1))
                            .toList());
        }

        @Override
        public boolean add(byte[] key, byte[] value, Deadline deadline) throws CacheException {
            return store.call(
                    deadline,
                    () -> place.sets
                            .computeIfAbsent(name(key), _ -> new LinkedHashSet<>())
                            .add(new String(value, StandardCharsets.ISO_8859_1)));
        }

        @Override
        public boolean remove(byte[] key, byte[] value, Deadline deadline) throws CacheException {
            return store.call(
                    deadline,
                    () -> place.sets
                            .getOrDefault(name(key), new LinkedHashSet<>())
                            .remove(new String(value, StandardCharsets.ISO_8859_1)));
        }
    }

    private final class Hashes implements CacheHashes {
        @Override
        public Map<String, byte[]> fields(byte[] key, List<String> names, Deadline deadline) throws CacheException {
            return store.call(deadline, () -> {
                var found = new HashMap<>(hash(key));
                found.keySet().retainAll(names);
                return found;
            });
        }

        @Override
        public boolean putIfAbsent(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
            if (fields.isEmpty()) {
                throw new CacheException(CacheException.Kind.ARGUMENT, "a hash without fields");
            }
            return store.call(deadline, () -> {
                boolean put = hash(key).isEmpty() || store.has(Fault.PUTS_HASHES_WHERE_THERE_IS_ONE);
                if (put) {
                    place.hashes.put(name(key), Map.copyOf(fields));
                }
                return put;
            });
        }

        @Override
        public void replace(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
            store.call(deadline, () -> {
                var left = store.has(Fault.KEEPS_OLD_FIELDS) ? hash(key) : Map.<String, byte[]>of();
                var all = new HashMap<>(left);
                all.putAll(fields);
                place.entries.remove(name(key));
                return place.hashes.put(name(key), all) != null;
            });
        }

        private Map<String, byte[]> hash(byte[] key) throws CacheException {
            if (live(key).isPresent()) {
                throw new CacheException(CacheException.Kind.CORRUPT, "an entry is under this key");
            }
            return place.hashes.getOrDefault(name(key), Map.of());
        }
    }

    private void write(byte[] key, byte[] value, long end) {
        byte[] kept = store.has(Fault.KEEPS_ARRAYS) ? value : value.clone();
        if (store.has(Fault.TRIMS_ZEROS)) {
            int length = kept.length;
            while (length > 0 && kept[length - 1] == 0) {
                length--;
            }
            kept = Arrays.copyOf(kept, length);
        }
        if (store.has(Fault.CUTS_LARGE_VALUES)) {
            kept = Arrays.copyOf(kept, Math.min(kept.length, 10_000));
        }
        if (store.has(Fault.KEEPS_THE_OLD_EXPIRY)) {
            end = live(key).map(Stored::end).orElse(end);
        }
        long version = store.has(Fault.NUMBERS_WRITES_ANEW)
                ? live(key).map(Stored::version).orElse(0L) + 1
                : ++place.versions;
        var stored = new Stored(kept, version, end);
        if (store.has(Fault.HIDES_WRITES) || store.has(Fault.CLEARS_ITS_OWN_WRITES_ALONE)) {
            own.put(name(key), stored);
        }
        if (!store.has(Fault.FORGETS_VALUES) || value.length != 5) {
            place.entries.put(name(key), stored);
        }
        store.meter.stored();
    }

    private void extend(byte[] key, Stored found) {
        if (found.end() != 0) {
            place.entries.put(name(key), new Stored(found.value(), found.version(), found.end() + 1000));
        }
    }

    private Optional<Stored> live(byte[] key) {
        return Optional.ofNullable(place.entries.get(name(key))).filter(this::isLive);
    }

    private boolean hasEnd() {
        return !prefix.endsWith("\u00ff") || !store.has(Fault.ENDS_PREFIXES_AT_THE_LAST_BYTE);
    }

    private boolean isLive(Stored stored) {
        return stored.end() == 0 || System.currentTimeMillis() < stored.end() || store.has(Fault.NEVER_EXPIRES);
    }

    private long end(Expiry expiry) {
        long millis = store.has(Fault.EXPIRES_EARLY) ? expiry.millis() / 2 : expiry.millis();
        if (store.has(Fault.TAKES_LONG_TIMES_FOR_DATES) && expiry.seconds() > 2_592_000) {
            return millis;
        }
        return expiry.isNever() ? 0 : System.currentTimeMillis() + millis;
    }

    private boolean isUnchanged(byte[] key, Entry expected) {
        return live(key)
                .map(found -> found.version() == expected.version() || store.has(Fault.COMPARES_NOTHING))
                .orElse(store.has(Fault.REVIVES_WHAT_IS_GONE));
    }

    private void noListIsUnder(byte[] key) throws CacheException {
        if (place.lists.containsKey(name(key))) {
            throw new CacheException(CacheException.Kind.CORRUPT, "a list is under this key");
        }
    }

    private void tear(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        store.call(deadline, () -> {
            byte[] half = live(key)
                    .map(found -> Arrays.copyOf(found.value(), value.length))
                    .orElse(value.clone());
            System.arraycopy(value, 0, half, 0, value.length / 2);
            write(key, half, end(expiry));
            return true;
        });
        Thread.yield();
    }

    private void checkKey(byte[] key) throws CacheException {
        if (!store.has(Fault.TAKES_LONG_KEYS)) {
            counted(() -> store.capabilities().checkKey(key));
        }
    }

    private void checkValue(byte[] value) throws CacheException {
        if (!store.has(Fault.TAKES_LARGE_VALUES)) {
            counted(() -> store.capabilities().checkValue(value));
        }
    }

    private interface Check {
        void run() throws CacheException;
    }

    private void counted(Check check) throws CacheException {
        try {
            check.run();
        } catch (CacheException failure) {
            throw store.meter.failed(failure);
        }
    }

    private String name(byte[] key) {
        String text = new String(key, StandardCharsets.ISO_8859_1);
        if (store.has(Fault.KEYS_END_AT_NUL) && text.indexOf('\0') > 0) {
            text = text.substring(0, text.indexOf('\0'));
        }
        if (store.has(Fault.CUTS_KEYS) && text.length() > 199) {
            text = text.substring(0, 199);
        }
        return prefix + text;
    }
}
