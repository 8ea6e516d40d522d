package io.sluice.module;

import java.util.Optional;

/// Something that happened in the server, under the name the reference raises it by (`mod_auth.max-login-attempts`,
/// `core.bad-protocol` …). Ban rules and logs listen.
public record ServerEvent(String name, Optional<SessionView> session) {}
