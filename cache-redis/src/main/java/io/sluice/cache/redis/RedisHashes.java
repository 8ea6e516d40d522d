package io.sluice.cache.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheHashes;
import io.sluice.cache.Deadline;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The hashes of a namespace, as hashes of Redis. They are written by HMSET, which servers before 4.0 know too.
final class RedisHashes implements CacheHashes {
    private final RedisStore store;
    private final byte[] prefix;

    RedisHashes(RedisStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public Map<String, byte[]> fields(byte[] key, List<String> names, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = RedisLists.name(prefix, key);
            if (names.isEmpty()) {
                return Map.of();
            }
            var command = RedisCache.command(Command.HMGET, name);
            names.forEach(each -> command.add(each.getBytes(UTF_8)));
            var reply = store.repeatable(name, deadline, (link, end) -> link.ask(command, end));
            var values = reply.parts();
            if (values.size() != names.size()) {
                throw reply.unexpected("ARRAY of as many values");
            }
            var found = new HashMap<String, byte[]>();
            for (int i = 0; i < names.size(); i++) {
                var field = names.get(i);
                values.get(i).string().ifPresent(value -> found.put(field, value));
            }
            return found;
        });
    }

    @Override
    public boolean putIfAbsent(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = RedisLists.name(prefix, key);
            var change = set(name, fields);
            return store.once(name, deadline, (link, end) -> putWhereNothingIs(link, name, change, end));
        });
    }

    /// As comparing is in [RedisCache]: what others do to the key meanwhile makes the transaction fail.
    private static boolean putWhereNothingIs(Link link, byte[] name, CommandArguments change, Deadline deadline)
            throws CacheException {
        var looked = link.askAll(
                List.of(RedisCache.command(Command.WATCH, name), RedisCache.command(Command.TYPE, name)), deadline);
        var type = looked.get(1).text();
        if (!type.equals("none")) {
            link.ask(new CommandArguments(Command.UNWATCH), deadline);
            if (!type.equals("hash")) {
                throw new CacheException(Kind.CORRUPT, "a " + type + " is where a hash is to be");
            }
            return false;
        }
        var replies = link.askAll(
                List.of(new CommandArguments(Command.MULTI), change, new CommandArguments(Command.EXEC)), deadline);
        return !replies.getLast().isNil();
    }

    @Override
    public void replace(byte[] key, Map<String, byte[]> fields, Deadline deadline) throws CacheException {
        store.call(() -> {
            byte[] name = RedisLists.name(prefix, key);
            var commands = new ArrayList<CommandArguments>();
            commands.add(new CommandArguments(Command.MULTI));
            commands.add(RedisCache.command(Command.DEL, name));
            if (!fields.isEmpty()) {
                commands.add(set(name, fields));
            }
            commands.add(new CommandArguments(Command.EXEC));
            return store.once(name, deadline, (link, end) -> link.askAll(commands, end));
        });
    }

    private CommandArguments set(byte[] name, Map<String, byte[]> fields) throws CacheException {
        if (fields.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "a hash without fields");
        }
        var command = RedisCache.command(Command.HMSET, name);
        for (var field : fields.entrySet()) {
            store.capabilities().checkValue(field.getValue());
            command.add(field.getKey().getBytes(UTF_8)).add(field.getValue());
        }
        return command;
    }
}
