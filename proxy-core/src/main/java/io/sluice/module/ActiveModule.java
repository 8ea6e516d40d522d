package io.sluice.module;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Problem;
import java.util.List;
import java.util.Optional;

/// A module at work under one configuration.
public interface ActiveModule extends AutoCloseable {

    /// Its places in the filter pipeline of every session.
    default List<SessionFilter> filters() {
        return List.of();
    }

    /// The classes it defines, if it defines any.
    default Optional<AddressClasses> addressClasses() {
        return Optional.empty();
    }

    /// TLS, if it has any to give. Of several modules the first counts.
    default Optional<TlsProvider> tls() {
        return Optional.empty();
    }

    /// What its sections may lay over the directives of a server: each is tried when the server starts, so that what is
    /// wrong with it is found then.
    default List<Overlay> overlays(DirectiveSet server) {
        return List.of();
    }

    /// What it adds to the control socket. Asked for once.
    default List<ControlAction> controls() {
        return List.of();
    }

    /// What is worth a warning about the configuration beyond single directives.
    default List<Problem> warnings() {
        return List.of();
    }

    /// Told of what happens in the server. Must not block.
    default void on(ServerEvent event) {}

    @Override
    default void close() {}
}
