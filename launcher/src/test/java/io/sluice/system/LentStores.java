package io.sluice.system;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Option;
import io.sluice.config.DirectiveSet;
import io.sluice.module.peers.BareCore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Stores of real kinds, as the core lends them to a module, for tests of the module without a gateway around it.
final class LentStores implements BareCore, AutoCloseable {
    private final Map<String, CacheProvider> providers = new LinkedHashMap<>();
    private final Map<String, List<String>> words = new LinkedHashMap<>();
    private final Map<String, CacheStore> open = new LinkedHashMap<>();
    private final List<CacheStore> all = new ArrayList<>();

    LentStores(CacheProvider... kinds) {
        for (var each : kinds) {
            providers.put(each.name(), each);
        }
    }

    /// As a directive says.
    LentStores with(String directive, String... arguments) {
        words.put(directive, List.of(arguments));
        return this;
    }

    @Override
    public CacheStore store(String type, CacheSettings.Use use, String info, DirectiveSet server)
            throws CacheException {
        var provider = Optional.ofNullable(providers.get(type))
                .orElseThrow(() -> new CacheException(Kind.UNSUPPORTED, "no loaded module has it"));
        var key = type + use + info;
        var there = Optional.ofNullable(open.get(key)).filter(store -> store.state() != CacheStore.State.CLOSED);
        if (there.isPresent()) {
            return there.get();
        }
        var settings = CacheSettings.of(use).info(info).watchedBy(_ -> {});
        for (var option : provider.options()) {
            settings = added(settings, option);
        }
        var store = provider.open(settings);
        open.put(key, store);
        all.add(store);
        return store;
    }

    private <T> CacheSettings added(CacheSettings settings, Option<T> option) throws CacheException {
        return words.containsKey(option.name())
                ? settings.with(option, option.parser().parse(words.get(option.name()), _ -> {}))
                : settings;
    }

    @Override
    public void close() {
        all.forEach(CacheStore::close);
    }
}
