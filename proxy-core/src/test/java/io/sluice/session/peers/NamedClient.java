package io.sluice.session.peers;

import io.sluice.module.peers.NewSession;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// A session of a client that has said its name and nothing else, with notes and environment as a test sets them.
///
/// @param name wire text
public record NamedClient(String name, Map<String, String> notes, Map<String, String> environment)
        implements NewSession {

    public NamedClient(String name) {
        this(name, new HashMap<>(), new HashMap<>());
    }

    @Override
    public Optional<String> requestedUser() {
        return Optional.of(name);
    }
}
