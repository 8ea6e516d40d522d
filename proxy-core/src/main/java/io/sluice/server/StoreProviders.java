package io.sluice.server;

import io.sluice.cache.CacheProvider;
import io.sluice.module.ServerModule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// The kinds of shared store that the modules of a configuration have.
record StoreProviders(List<CacheProvider> all) {
    StoreProviders {
        all = List.copyOf(all);
    }

    static StoreProviders of(List<ServerModule> modules) {
        return new StoreProviders(modules.stream()
                .flatMap(module -> module.cacheProviders().stream())
                .toList());
    }

    Optional<CacheProvider> named(String type) {
        return all.stream().filter(each -> each.name().equals(type)).findFirst();
    }

    /// What kinds of store there are where one is named that no module is known for; begins with the punctuation that
    /// joins it.
    String insteadOf(String type) {
        if (missing(type).isPresent()) {
            return "";
        }
        return all.isEmpty()
                ? "; no kind of store is loaded"
                : all.stream().map(CacheProvider::name).sorted().collect(Collectors.joining(", ", "; loaded: ", ""));
    }

    /// What is to be said where none of the modules has a kind of store, if a module is known that has it.
    static Optional<String> missing(String type) {
        return switch (type) {
            case "redis" -> Optional.of("needs mod_redis.c, and no loaded module stands for it (cache-redis does)");
            case "memcache" ->
                Optional.of("needs mod_memcache.c, and no loaded module stands for it (cache-memcache does)");
            case "shm" -> Optional.of("needs mod_tls_shmcache.c, and no loaded module stands for it (cache-shm does)");
            default -> Optional.empty();
        };
    }
}
