package io.sluice.module;

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

    /// Told of what happens in the server. Must not block.
    default void on(ServerEvent event) {}

    @Override
    default void close() {}
}
