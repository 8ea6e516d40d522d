package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSets;
import io.sluice.cache.Deadline;
import java.util.List;
import redis.clients.jedis.Protocol.Command;

/// The sets of a namespace, as sets of Redis.
final class RedisSets implements CacheSets {
    private final RedisStore store;
    private final byte[] prefix;

    RedisSets(RedisStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix;
    }

    @Override
    public List<byte[]> members(byte[] key, int limit, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = RedisLists.name(prefix, key);
            if (limit <= 0) {
                return List.of();
            }
            // With a positive count it gives so many different members at most, or all.
            var command = RedisCache.command(Command.SRANDMEMBER, name).add(limit);
            return store.repeatable(
                    name, deadline, (link, end) -> link.ask(command, end).strings());
        });
    }

    @Override
    public boolean add(byte[] key, byte[] value, Deadline deadline) throws CacheException {
        return change(Command.SADD, key, value, deadline);
    }

    @Override
    public boolean remove(byte[] key, byte[] value, Deadline deadline) throws CacheException {
        return change(Command.SREM, key, value, deadline);
    }

    private boolean change(Command how, byte[] key, byte[] value, Deadline deadline) throws CacheException {
        return store.call(() -> {
            byte[] name = RedisLists.name(prefix, key);
            store.capabilities().checkValue(value);
            var command = RedisCache.command(how, name).add(value);
            return store.once(
                            name,
                            deadline,
                            (link, end) -> link.ask(command, end).number())
                    > 0;
        });
    }
}
