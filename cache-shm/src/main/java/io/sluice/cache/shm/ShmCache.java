package io.sluice.cache.shm;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;

/// A namespace of a [ShmStore]: an entry's name in the table is its prefix and key.
final class ShmCache implements Cache {
    /// The entries that are looked at before others get their turn.
    private static final int PORTION = 64;

    private final ShmStore store;
    private final SharedMemory shared;
    private final Table table;
    private final byte[] prefix;

    ShmCache(ShmStore store, byte[] prefix) {
        this.store = store;
        this.shared = store.shared();
        this.table = shared.table();
        this.prefix = prefix;
    }

    @Override
    public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            Optional<Entry> entry = find(name(key), deadline);
            store.meter().looked(entry.isPresent());
            shared.count(entry.isPresent() ? Count.HITS : Count.MISSES, 1);
            return entry;
        });
    }

    @Override
    public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        store.call(deadline, () -> {
            byte[] name = name(key);
            checkValue(value);
            return locked(deadline, () -> write(name, value, expiry));
        });
    }

    @Override
    public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            checkValue(value);
            return locked(deadline, () -> table.get(name, now()).isEmpty() && write(name, value, expiry));
        });
    }

    @Override
    public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            checkValue(value);
            return locked(deadline, () -> isUnchanged(name, expected) && write(name, value, expiry));
        });
    }

    @Override
    public boolean remove(byte[] key, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            return locked(deadline, () -> removeCounted(name));
        });
    }

    @Override
    public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            return locked(deadline, () -> isUnchanged(name, expected) && removeCounted(name));
        });
    }

    @Override
    public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            return locked(deadline, () -> {
                long now = now();
                var before = table.get(name, now);
                long sum = sum(before, delta);
                long end = before.isPresent() ? table.end(name) : Table.NEVER;
                write(name, Long.toString(sum).getBytes(StandardCharsets.US_ASCII), end, now);
                return sum;
            });
        });
    }

    @Override
    public Cleared clear(Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            long latest = table.latestVersion();
            long removed = 0;
            for (int first = 0; first < entries(); first += PORTION) {
                if (deadline.hasPassed()) {
                    return new Cleared(OptionalLong.of(removed), false);
                }
                int from = first;
                removed += locked(deadline, () -> {
                    long count = 0;
                    for (int entry = from; entry < Math.min(entries(), from + PORTION); entry++) {
                        var name = table.nameAt(entry, latest, now()).filter(this::isMine);
                        if (name.isPresent() && removeCounted(name.get())) {
                            count++;
                        }
                    }
                    return count;
                });
            }
            return new Cleared(OptionalLong.of(removed), true);
        });
    }

    @Override
    public int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            long latest = table.latestVersion();
            int shown = 0;
            for (int entry = 0; entry < entries() && shown < limit; entry++) {
                deadline.check();
                int at = entry;
                Optional<byte[]> name =
                        locked(deadline, () -> table.nameAt(at, latest, now()).filter(this::isMine));
                Optional<Entry> found = name.isPresent() ? find(name.get(), deadline) : Optional.empty();
                if (found.isPresent()) {
                    shown++;
                    byte[] key = Arrays.copyOfRange(name.get(), prefix.length, name.get().length);
                    if (!visitor.visit(key, found.get())) {
                        break;
                    }
                }
            }
            return shown;
        });
    }

    /// The live entry of a name: without the lock as a rule.
    private Optional<Entry> find(byte[] name, Deadline deadline) throws CacheException {
        long now = now();
        Table.Found found = table.read(name, now);
        return found.sure() ? found.entry() : locked(deadline, () -> table.get(name, now));
    }

    private <T> T locked(Deadline deadline, ShmStore.Call<T> change) throws CacheException {
        shared.lock().lock(deadline);
        try {
            return change.run();
        } finally {
            shared.lock().unlock();
        }
    }

    private boolean write(byte[] name, byte[] value, Expiry expiry) {
        long now = now();
        return write(name, value, expiry.isNever() ? Table.NEVER : now + expiry.millis(), now);
    }

    private boolean write(byte[] name, byte[] value, long end, long now) {
        Table.Room room = table.put(name, value, end, now);
        if (room.expired() > 0) {
            shared.count(Count.EXPIRED, room.expired());
        }
        if (room.evicted() > 0) {
            shared.count(Count.EVICTED, room.evicted());
        }
        shared.count(Count.STORED, 1);
        store.meter().stored();
        return true;
    }

    private boolean removeCounted(byte[] name) {
        boolean live = table.get(name, now()).isPresent();
        if (table.remove(name)) {
            shared.count(live ? Count.DELETED : Count.EXPIRED, 1);
        }
        if (live) {
            store.meter().removed();
        }
        return live;
    }

    private boolean isUnchanged(byte[] name, Entry expected) {
        return table.get(name, now())
                .filter(found -> found.version() == expected.version())
                .isPresent();
    }

    private static long sum(Optional<Entry> before, long delta) throws CacheException {
        if (before.isEmpty()) {
            return delta;
        }
        String text = new String(before.get().value(), StandardCharsets.ISO_8859_1);
        try {
            if (!text.matches("-?[0-9]+")) {
                throw new NumberFormatException();
            }
            return Math.addExact(Long.parseLong(text), delta);
        } catch (NumberFormatException _) {
            throw new CacheException(Kind.CORRUPT, "the value of a counter is no number of 64 bits");
        } catch (ArithmeticException _) {
            throw new CacheException(Kind.ARGUMENT, "the sum is no number of 64 bits");
        }
    }

    private byte[] name(byte[] key) throws CacheException {
        store.capabilities().checkKey(key);
        byte[] name = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, name, prefix.length, key.length);
        return name;
    }

    private void checkValue(byte[] value) throws CacheException {
        if (value.length > store.capabilities().largestValue()) {
            shared.countExceeding(value.length);
        }
        store.capabilities().checkValue(value);
    }

    private boolean isMine(byte[] name) {
        return name.length > prefix.length && Arrays.equals(name, 0, prefix.length, prefix, 0, prefix.length);
    }

    private int entries() {
        return shared.shape().capacity(shared.configured().size()) + 1;
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
