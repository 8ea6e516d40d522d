package io.sluice.module;

import java.util.Optional;

/// Something that happened in the server, under the name the reference raises it by (`mod_auth.max-login-attempts`,
/// `core.bad-protocol` …). Ban rules and logs listen.
///
/// @param session the session it happened in, if it was one
/// @param text what else there is to say, as the event's name has it (`HOST:192.0.2.1` …)
public record ServerEvent(String name, Optional<SessionView> session, Optional<String> text) {
    public ServerEvent(String name, Optional<SessionView> session) {
        this(name, session, Optional.empty());
    }
}
