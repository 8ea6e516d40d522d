package io.sluice.tls.cache;

import io.sluice.config.DirectiveSet;
import java.net.URI;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// How a server staples.
///
/// @param enabled whether it does
/// @param responder who is asked; empty for the one that the certificate names
/// @param timeout how long a handshake waits at most
public record StaplingSettings(
        boolean enabled, Set<StaplingOption> options, Optional<URI> responder, Duration timeout) {
    public StaplingSettings {
        options = Set.copyOf(options);
    }

    /// The settings of a server.
    ///
    /// @param main the directives of the main server, which alone names a cache
    /// @param server those of the server itself
    public static StaplingSettings of(DirectiveSet main, DirectiveSet server) {
        var options = EnumSet.noneOf(StaplingOption.class);
        server.settings(StaplingDirectives.OPTIONS).forEach(setting -> options.addAll(setting.value()));
        boolean cached = !(main.get(CacheDirectives.STAPLING_CACHE) instanceof StaplingCacheChoice.Off);
        return new StaplingSettings(
                server.find(StaplingDirectives.STAPLING).orElse(cached),
                options,
                server.find(StaplingDirectives.RESPONDER),
                server.get(StaplingDirectives.TIMEOUT));
    }

    boolean has(StaplingOption option) {
        return options.contains(option);
    }
}
