package io.sluice.cache.redis;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheEventLog;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.CacheLists;
import io.sluice.cache.CacheSets;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// A namespace of a [RedisStore]: a key in Redis is the prefix and the key, byte for byte.
///
/// Comparing is by WATCH and a transaction, so that a server which allows no scripts serves as well.
final class RedisCache implements Cache {
    /// The longest that going through all keys may take, whatever the caller's deadline.
    private static final Duration LONGEST_WALK = Duration.ofSeconds(5);

    /// The keys that a server looks at for one step of a walk.
    private static final int STEP = 100;

    /// The values that are read at once, each of which may be large.
    private static final int VALUES = 10;

    /// The cursor that begins and ends a walk.
    private static final String START = "0";

    private final RedisStore store;
    private final byte[] prefix;

    RedisCache(RedisStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public Optional<Entry> get(byte[] key, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = command(Command.GET, name);
            var value = store.repeatable(
                    name, deadline, (link, end) -> link.ask(command, end).string());
            store.meter().looked(value.isPresent());
            return value.map(bytes -> new Entry(bytes, 0));
        });
    }

    @Override
    public void put(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        store.call(() -> {
            byte[] name = name(key);
            var command = set(name, value, expiry);
            store.repeatable(
                    name, deadline, (link, end) -> link.ask(command, end).text());
            store.stored();
            return true;
        });
    }

    @Override
    public boolean putIfAbsent(byte[] key, byte[] value, Expiry expiry, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = set(name, value, expiry).add("NX");
            boolean put = !store.once(name, deadline, (link, end) -> link.ask(command, end))
                    .isNil();
            return countStored(put);
        });
    }

    @Override
    public boolean compareAndSet(byte[] key, Entry expected, byte[] value, Expiry expiry, Deadline deadline)
            throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var change = set(name, value, expiry);
            return countStored(
                    store.once(name, deadline, (link, end) -> changeIfUnchanged(link, name, expected, change, end)));
        });
    }

    @Override
    public boolean removeIf(byte[] key, Entry expected, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var change = command(Command.DEL, name);
            return countRemoved(
                    store.once(name, deadline, (link, end) -> changeIfUnchanged(link, name, expected, change, end)));
        });
    }

    @Override
    public boolean remove(byte[] key, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = command(Command.DEL, name);
            return countRemoved(store.repeatable(
                            name,
                            deadline,
                            (link, end) -> link.ask(command, end).number())
                    > 0);
        });
    }

    @Override
    public long add(byte[] key, long delta, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = command(Command.INCRBY, name).add(delta);
            return store.once(
                    name, deadline, (link, end) -> link.ask(command, end).number());
        });
    }

    @Override
    public Cleared clear(Deadline deadline) throws CacheException {
        return store.call(() -> {
            deadline.check();
            Deadline end = deadline.within(LONGEST_WALK);
            long removed = 0;
            boolean begun = false;
            try {
                for (Peer server : store.masters(end)) {
                    String cursor = START;
                    do {
                        Step step = step(server, cursor, end);
                        begun = true;
                        removed += unlink(server, step.keys(), end);
                        cursor = step.next();
                    } while (!cursor.equals(START));
                }
                return new Cleared(OptionalLong.of(removed), true);
            } catch (CacheException failure) {
                if (begun && failure.kind() == Kind.TIMEOUT && end.hasPassed()) {
                    return new Cleared(OptionalLong.of(removed), false);
                }
                throw failure;
            }
        });
    }

    @Override
    public int forEach(int limit, Visitor visitor, Deadline deadline) throws CacheException {
        return store.call(() -> {
            deadline.check();
            Deadline end = deadline.within(LONGEST_WALK);
            var walk = new Walk(limit, visitor);
            for (Peer server : store.masters(end)) {
                String cursor = START;
                do {
                    Step step = step(server, cursor, end);
                    for (int first = 0; first < step.keys().size() && !walk.ended; first += VALUES) {
                        var some =
                                step.keys().subList(first, Math.min(step.keys().size(), first + VALUES));
                        walk.show(some.stream().filter(walk::isNew).toList(), server, end);
                    }
                    cursor = step.next();
                } while (!cursor.equals(START) && !walk.ended);
            }
            return walk.shown;
        });
    }

    /// Shows entries to a visitor, each once.
    private final class Walk {
        private final int limit;
        private final Visitor visitor;
        private final Set<ByteBuffer> seen = new HashSet<>();
        private int shown;
        private boolean ended;

        Walk(int limit, Visitor visitor) {
            this.limit = limit;
            this.visitor = visitor;
            this.ended = limit <= 0;
        }

        boolean isNew(byte[] name) {
            return seen.add(ByteBuffer.wrap(name));
        }

        void show(List<byte[]> names, Peer server, Deadline deadline) throws CacheException {
            if (names.isEmpty()) {
                return;
            }
            List<Reply> values = values(server, names, deadline);
            for (int i = 0; i < names.size() && !ended; i++) {
                var value = values.get(i).string();
                if (value.isPresent()) {
                    deadline.check();
                    byte[] name = names.get(i);
                    byte[] key = Arrays.copyOfRange(name, prefix.length, name.length);
                    shown++;
                    ended = !visitor.visit(key, new Entry(value.get(), 0)) || shown == limit;
                }
            }
        }
    }

    @Override
    public <F> Optional<F> find(Class<F> facet) {
        if (facet == CacheEventLog.class) {
            return Optional.of(facet.cast(
                    (CacheEventLog) (key, event) -> store.events().append(joined(prefix, key), event)));
        }
        if (facet == CacheLists.class) {
            return Optional.of(facet.cast(new RedisLists(store, prefix)));
        }
        if (facet == CacheHashes.class) {
            return Optional.of(facet.cast(new RedisHashes(store, prefix)));
        }
        return facet == CacheSets.class ? Optional.of(facet.cast(new RedisSets(store, prefix))) : Optional.empty();
    }

    private static boolean changeIfUnchanged(
            Link link, byte[] name, Entry expected, CommandArguments change, Deadline deadline) throws CacheException {
        var read = link.askAll(List.of(command(Command.WATCH, name), command(Command.GET, name)), deadline);
        var value = read.get(1).string();
        if (value.isEmpty() || !Arrays.equals(value.get(), expected.value())) {
            link.ask(new CommandArguments(Command.UNWATCH), deadline);
            return false;
        }
        var replies = link.askAll(
                List.of(new CommandArguments(Command.MULTI), change, new CommandArguments(Command.EXEC)), deadline);
        return !replies.getLast().isNil();
    }

    /// Some names of this namespace, and where to go on.
    private record Step(String next, List<byte[]> keys) {}

    private Step step(Peer server, String cursor, Deadline deadline) throws CacheException {
        var command = new CommandArguments(Command.SCAN)
                .add(cursor)
                .add("MATCH")
                .add(pattern())
                .add("COUNT")
                .add(STEP);
        var reply = store.repeatable(server, deadline, (link, end) -> link.ask(command, end));
        var parts = reply.parts();
        if (parts.size() != 2) {
            throw reply.unexpected("ARRAY of cursor and keys");
        }
        var keys = parts.get(1).strings();
        keys.removeIf(key -> key.length <= prefix.length);
        return new Step(parts.get(0).text(), keys);
    }

    private long unlink(Peer server, List<byte[]> names, Deadline deadline) throws CacheException {
        long removed = 0;
        for (int first = 0; first < names.size(); first += STEP) {
            var some = names.subList(first, Math.min(names.size(), first + STEP));
            if (store.isClustered()) {
                for (Reply reply : each(server, Command.UNLINK, some, deadline)) {
                    removed += reply.number();
                }
                continue;
            }
            try {
                removed += removeAll(server, Command.UNLINK, some, deadline);
            } catch (CacheException failure) {
                if (!Refusal.isUnknownCommand(failure)) {
                    throw failure;
                }
                removed += removeAll(server, Command.DEL, some, deadline);
            }
        }
        return removed;
    }

    private long removeAll(Peer server, Command how, List<byte[]> names, Deadline deadline) throws CacheException {
        var command = new CommandArguments(how);
        names.forEach(command::add);
        return store.repeatable(
                server, deadline, (link, end) -> link.ask(command, end).number());
    }

    private List<Reply> values(Peer server, List<byte[]> names, Deadline deadline) throws CacheException {
        if (store.isClustered()) {
            var values = new ArrayList<Reply>();
            for (Reply one : each(server, Command.MGET, names, deadline)) {
                values.add(only(one));
            }
            return values;
        }
        var command = new CommandArguments(Command.MGET);
        names.forEach(command::add);
        var reply = store.repeatable(server, deadline, (link, end) -> link.ask(command, end));
        var parts = reply.parts();
        if (parts.size() != names.size()) {
            throw reply.unexpected("ARRAY of as many values");
        }
        return parts;
    }

    private static Reply only(Reply reply) throws CacheException {
        var parts = reply.parts();
        if (parts.size() != 1) {
            throw reply.unexpected("ARRAY of one value");
        }
        return parts.getFirst();
    }

    /// A command for each of several names, which a server of a cluster has, sent together: they are in different
    /// slots, so that one command cannot have them all. A name that has moved meanwhile is asked for where it is.
    private List<Reply> each(Peer server, Command how, List<byte[]> names, Deadline deadline) throws CacheException {
        var commands = names.stream().map(name -> command(how, name)).toList();
        List<Link.Answer> answers = store.repeatable(server, deadline, (link, end) -> {
            var all = new ArrayList<Link.Answer>();
            link.askEach(commands, all::add, end);
            return all;
        });
        var replies = new ArrayList<Reply>();
        for (int i = 0; i < answers.size(); i++) {
            byte[] name = names.get(i);
            if (answers.get(i) instanceof Link.Answer.Refused(var why)
                    && Redirection.of(why).isPresent()) {
                replies.add(store.repeatable(name, deadline, (link, end) -> link.ask(command(how, name), end)));
            } else {
                replies.add(answers.get(i).reply());
            }
        }
        return replies;
    }

    /// What SCAN takes for names that begin with the prefix.
    private byte[] pattern() {
        var pattern = new ByteArrayOutputStream();
        for (byte each : prefix) {
            if ("*?[]\\^-".indexOf(each) >= 0) {
                pattern.write('\\');
            }
            pattern.write(each);
        }
        pattern.write('*');
        return pattern.toByteArray();
    }

    private CommandArguments set(byte[] name, byte[] value, Expiry expiry) throws CacheException {
        store.capabilities().checkValue(value);
        var command = command(Command.SET, name).add(value);
        return expiry.isNever() ? command : command.add("PX").add(expiry.millis());
    }

    private byte[] name(byte[] key) throws CacheException {
        store.capabilities().checkKey(key);
        return joined(prefix, key);
    }

    static byte[] joined(byte[] prefix, byte[] key) {
        byte[] name = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, name, prefix.length, key.length);
        return name;
    }

    static CommandArguments command(Command command, byte[] name) {
        return new CommandArguments(command).add(name);
    }

    private boolean countStored(boolean stored) {
        if (stored) {
            store.stored();
        }
        return stored;
    }

    private boolean countRemoved(boolean removed) {
        if (removed) {
            store.meter().removed();
        }
        return removed;
    }

    @Override
    public String toString() {
        return "RedisCache[" + new String(prefix, StandardCharsets.ISO_8859_1) + "]";
    }
}
