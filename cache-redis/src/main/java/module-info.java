/// A shared store in Redis.
@org.jspecify.annotations.NullMarked
module io.sluice.cache.redis {
    requires static org.jspecify;
    requires io.sluice.cache;
    requires redis.clients.jedis;

    provides io.sluice.cache.CacheProvider with
            io.sluice.cache.redis.RedisProvider;
}
