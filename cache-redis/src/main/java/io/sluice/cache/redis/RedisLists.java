package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheLists;
import io.sluice.cache.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// The lists of a namespace, as lists of Redis.
final class RedisLists implements CacheLists {
    private final RedisStore store;
    private final byte[] prefix;

    RedisLists(RedisStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public long append(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
        if (values.isEmpty()) {
            return size(key, deadline);
        }
        return store.call(() -> {
            byte[] name = name(key);
            var command = push(name, values);
            return store.once(
                    name, deadline, (link, end) -> link.ask(command, end).number());
        });
    }

    @Override
    public List<byte[]> elements(byte[] key, int limit, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            if (limit <= 0) {
                return List.of();
            }
            var command = RedisCache.command(Command.LRANGE, name).add(0).add(limit - 1);
            return store.repeatable(
                    name, deadline, (link, end) -> link.ask(command, end).strings());
        });
    }

    @Override
    public Optional<byte[]> rotate(byte[] key, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = RedisCache.command(Command.RPOPLPUSH, name).add(name);
            return store.once(
                    name, deadline, (link, end) -> link.ask(command, end).string());
        });
    }

    @Override
    public void replace(byte[] key, List<byte[]> values, Deadline deadline) throws CacheException {
        store.call(() -> {
            byte[] name = name(key);
            var commands = new ArrayList<CommandArguments>();
            commands.add(new CommandArguments(Command.MULTI));
            commands.add(RedisCache.command(Command.DEL, name));
            if (!values.isEmpty()) {
                commands.add(push(name, values));
            }
            commands.add(new CommandArguments(Command.EXEC));
            return store.once(name, deadline, (link, end) -> link.askAll(commands, end));
        });
    }

    @Override
    public long size(byte[] key, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = name(key);
            var command = RedisCache.command(Command.LLEN, name);
            return store.repeatable(
                    name, deadline, (link, end) -> link.ask(command, end).number());
        });
    }

    private CommandArguments push(byte[] name, List<byte[]> values) throws CacheException {
        var command = RedisCache.command(Command.RPUSH, name);
        for (byte[] value : values) {
            store.capabilities().checkValue(value);
            command.add(value);
        }
        return command;
    }

    private byte[] name(byte[] key) throws CacheException {
        return name(prefix, key);
    }

    /// The name of a list or set in Redis.
    static byte[] name(byte[] prefix, byte[] key) throws CacheException {
        if (key.length == 0 || key.length > LARGEST_KEY) {
            throw new CacheException(Kind.ARGUMENT, "a key of " + key.length + " bytes; expected 1 to " + LARGEST_KEY);
        }
        return RedisCache.joined(prefix, key);
    }
}
