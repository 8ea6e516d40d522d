@org.jspecify.annotations.NullMarked
module io.sluice.cache.memcache {
    requires static org.jspecify;
    requires io.sluice.cache;
}
