/// A shared store in the memory of one machine.
@org.jspecify.annotations.NullMarked
module io.sluice.cache.shm {
    requires static org.jspecify;
    requires io.sluice.cache;

    provides io.sluice.cache.CacheProvider with
            io.sluice.cache.shm.ShmProvider;
}
