package io.sluice.log;

import io.sluice.config.Configuration;
import io.sluice.config.DirectiveSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.function.Function;

/// Something made once from each server's directives. Sets that are not of the configuration, such as those of a
/// session that began before a reload or has conditional sections merged in, are served too and forgotten with their
/// session.
final class PerServer<T> {
    private final Map<DirectiveSet, T> configured = new HashMap<>();
    private final Map<DirectiveSet, T> others = Collections.synchronizedMap(new WeakHashMap<>());
    private final Function<DirectiveSet, T> maker;

    PerServer(Configuration configuration, Function<DirectiveSet, T> maker) {
        this.maker = maker;
        configured.put(
                configuration.main().directives(),
                maker.apply(configuration.main().directives()));
        configuration.virtualHosts().forEach(host -> configured.computeIfAbsent(host.directives(), maker));
    }

    T of(DirectiveSet directives) {
        var known = configured.get(directives);
        return known != null ? known : others.computeIfAbsent(directives, maker);
    }
}
