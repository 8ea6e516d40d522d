package io.sluice.proxy.policy;

import java.util.Optional;

/// Whom a member is chosen for, as far as it is known when the choice is made. All of it is wire text.
///
/// @param user the name that came with `USER`
/// @param group the primary group of a user the proxy has checked itself
/// @param address the client's IP address
public record Client(Optional<String> user, Optional<String> group, String address) {}
