package io.sluice.module;

import io.sluice.cache.CacheProvider;
import io.sluice.config.Configuration;
import java.util.List;
import java.util.ServiceLoader;

/// Kinds of shared store as a module of the gateway: it stands for what they stand for, and has nothing beside them.
public record CacheModule(List<CacheProvider> cacheProviders) implements ServerModule {
    public CacheModule {
        cacheProviders = List.copyOf(cacheProviders);
    }

    /// One module for each kind of store that is found on the class path, or in the modules beside the core.
    public static List<CacheModule> present() {
        return ServiceLoader.load(CacheProvider.class, CacheModule.class.getClassLoader()).stream()
                .map(provider -> new CacheModule(List.of(provider.get())))
                .toList();
    }

    @Override
    public List<String> standsFor() {
        return cacheProviders.stream()
                .flatMap(provider -> provider.standsFor().stream())
                .toList();
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return new ActiveModule() {};
    }
}
