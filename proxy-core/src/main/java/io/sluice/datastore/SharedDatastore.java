package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.Capabilities;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/// A datastore in a store that gateways share.
///
/// A value is under `<prefix><table>:<name>`. Where the store has hashes it is one, with a field for each of the
/// value's: so the reference keeps what it keeps in Redis, field after field, and either reads what the other wrote. In
/// other stores it is an entry, a JSON object. Values do not end, though a store with little room may lose them.
///
/// The store belongs to whoever opened it.
public final class SharedDatastore implements Datastore {
    static final Duration LONGEST_CALL = Duration.ofSeconds(1);

    private final SharedSpace space;
    private final Form form;

    /// A datastore in a part of a store.
    public SharedDatastore(SharedSpace space) {
        this.space = space;
        this.form = space.find(CacheHashes.class).<Form>map(Hashes::new).orElseGet(() -> new Entries(space));
    }

    @Override
    public Optional<Value> get(Table table, String name) throws IOException {
        var key = key(table, name);
        return within(deadline -> form.get(table, key, deadline));
    }

    @Override
    public void put(Table table, String name, Value value) throws IOException {
        var key = key(table, name);
        within(deadline -> {
            form.put(key, value, deadline);
            return true;
        });
    }

    @Override
    public Value putIfAbsent(Table table, String name, Value value) throws IOException {
        var key = key(table, name);
        return within(deadline -> {
            if (form.putIfAbsent(key, value, deadline)) {
                return value;
            }
            var present = form.get(table, key, deadline);
            if (present.isEmpty()) { // what is there is of no use to anybody
                form.put(key, value, deadline);
            }
            return present.orElse(value);
        });
    }

    @Override
    public void remove(Table table, String name) throws IOException {
        var key = key(table, name);
        within(deadline -> {
            space.remove(key, deadline);
            return true;
        });
    }

    /// Does nothing: the store is not this one's to close.
    @Override
    public void close() {}

    private interface Work<T> {
        T with(Deadline deadline) throws CacheException;
    }

    private <T> T within(Work<T> work) throws IOException {
        var deadline = Deadline.after(LONGEST_CALL);
        try {
            Callable<T> call = () -> work.with(deadline);
            return space.within(deadline, call);
        } catch (CacheException e) {
            throw new IOException("unable to use the shared datastore: " + e.getMessage(), e);
        }
    }

    /// A name that is too long for some store is known by its hash.
    private static String key(Table table, String name) {
        var key = table.name() + ":" + name;
        return key.getBytes(UTF_8).length <= Capabilities.LEAST_KEY ? key : table.name() + ":sha256:" + hash(name);
    }

    private static String hash(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// How a value is kept.
    private sealed interface Form {
        Optional<Value> get(Table table, String key, Deadline deadline) throws CacheException;

        void put(String key, Value value, Deadline deadline) throws CacheException;

        boolean putIfAbsent(String key, Value value, Deadline deadline) throws CacheException;
    }

    private record Hashes(CacheHashes hashes) implements Form {
        @Override
        public Optional<Value> get(Table table, String key, Deadline deadline) throws CacheException {
            var fields = new HashMap<String, String>();
            try {
                hashes.fields(key.getBytes(UTF_8), table.fields(), deadline)
                        .forEach((name, value) -> fields.put(name, new String(value, UTF_8)));
            } catch (CacheException failure) {
                checkIsOfTheKey(failure);
            }
            return Optional.of(new Value(fields)).filter(table::isWhole);
        }

        @Override
        public void put(String key, Value value, Deadline deadline) throws CacheException {
            hashes.replace(key.getBytes(UTF_8), bytes(value), deadline);
        }

        @Override
        public boolean putIfAbsent(String key, Value value, Deadline deadline) throws CacheException {
            try {
                return hashes.putIfAbsent(key.getBytes(UTF_8), bytes(value), deadline);
            } catch (CacheException failure) {
                checkIsOfTheKey(failure);
                return false;
            }
        }

        /// What is under a key and no hash says nothing of the store.
        private static void checkIsOfTheKey(CacheException failure) throws CacheException {
            if (failure.kind() != CacheException.Kind.CORRUPT) {
                throw failure;
            }
        }

        private static Map<String, byte[]> bytes(Value value) {
            var fields = new HashMap<String, byte[]>();
            value.fields().forEach((name, text) -> fields.put(name, text.getBytes(UTF_8)));
            return fields;
        }
    }

    private record Entries(SharedSpace space) implements Form {
        @Override
        public Optional<Value> get(Table table, String key, Deadline deadline) throws CacheException {
            return space.get(key, deadline)
                    .map(Entry::value)
                    .flatMap(bytes -> JsonValue.read(new String(bytes, UTF_8)))
                    .filter(table::isWhole);
        }

        @Override
        public void put(String key, Value value, Deadline deadline) throws CacheException {
            space.put(key, bytes(value), Expiry.NEVER, deadline);
        }

        @Override
        public boolean putIfAbsent(String key, Value value, Deadline deadline) throws CacheException {
            return space.replace(key, Optional.empty(), bytes(value), Expiry.NEVER, deadline);
        }

        private static byte[] bytes(Value value) {
            return JsonValue.text(value).getBytes(UTF_8);
        }
    }
}
