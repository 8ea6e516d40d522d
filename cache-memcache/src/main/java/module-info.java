/// A shared store in memcached.
@org.jspecify.annotations.NullMarked
module io.sluice.cache.memcache {
    requires static org.jspecify;
    requires io.sluice.cache;
    requires spymemcached;

    exports io.sluice.cache.memcache.log to
            spymemcached;

    provides io.sluice.cache.CacheProvider with
            io.sluice.cache.memcache.MemcacheProvider;
}
