@org.jspecify.annotations.NullMarked
module io.sluice.cache.redis {
    requires static org.jspecify;
    requires io.sluice.cache;
}
