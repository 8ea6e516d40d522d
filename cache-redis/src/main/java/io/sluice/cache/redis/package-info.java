/// Redis as a store: directives become [Settings]; a [Connector] makes connections, a [Pool] bounds them, [RedisStore]
/// runs each call on one, and [RedisCache] says what a call is in the commands of Redis. Jedis is the wire.
@org.jspecify.annotations.NullMarked
package io.sluice.cache.redis;
