@org.jspecify.annotations.NullMarked
module io.sluice.cache.shm {
    requires static org.jspecify;
    requires io.sluice.cache;
}
