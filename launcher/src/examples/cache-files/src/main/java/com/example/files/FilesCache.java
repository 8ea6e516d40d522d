package com.example.files;

import com.example.files.Directory.Stored;
import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// The entries of one namespace. Reading takes no lock; whatever writes has the directory alone from looking to
/// writing.
final class FilesCache implements Cache {
    private static final SecureRandom VERSIONS = new SecureRandom();

    private final FilesStore store;
    private final Directory directory;
    private final byte[] prefix;

    FilesCache(FilesStore store, byte[] prefix) {
        this.store = store;
        this.directory = store.directory;
        this.prefix = prefix;
    }

    @Override
    public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
        return store.call(deadline, () -> {
            var found = directory.read(name(key));
            store.meter.looked(found.isPresent());
            return found.map(stored -> new Entry(stored.value(), stored.version()));
        });
    }

    @Override
    public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        write(key, value, expiry, deadline, _ -> true);
    }

    @Override
    public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        return write(key, value, expiry, deadline, Optional::isEmpty);
    }

    @Override
    public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        return write(key, value, expiry, deadline, is(expected));
    }

    @Override
    public boolean remove(byte[] key, Deadline deadline) throws CacheException {
        return remove(key, deadline, Optional::isPresent);
    }

    @Override
    public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
        return remove(key, deadline, is(expected));
    }

    private static Predicate<Optional<Stored>> is(Entry expected) {
        return found ->
                found.filter(stored -> stored.version() == expected.version()).isPresent();
    }

    private boolean write(
            byte[] key, byte[] value, Expiry expiry, Deadline deadline, Predicate<Optional<Stored>> condition)
            throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            store.capabilities().checkValue(value);
            return directory.alone(deadline, () -> {
                boolean writes = condition.test(directory.read(name));
                if (writes) {
                    long end = expiry.isNever() ? Long.MAX_VALUE : System.currentTimeMillis() + expiry.millis();
                    directory.write(name, new Stored(end, VERSIONS.nextLong(), value));
                    store.meter.stored();
                }
                return writes;
            });
        });
    }

    private boolean remove(byte[] key, Deadline deadline, Predicate<Optional<Stored>> condition) throws CacheException {
        return store.call(deadline, () -> {
            byte[] name = name(key);
            return directory.alone(deadline, () -> {
                boolean removes = condition.test(directory.read(name));
                if (removes) {
                    directory.delete(name);
                    store.meter.removed();
                }
                return removes;
            });
        });
    }

    private byte[] name(byte[] key) throws CacheException {
        store.capabilities().checkKey(key);
        byte[] name = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, name, prefix.length, key.length);
        return name;
    }
}
