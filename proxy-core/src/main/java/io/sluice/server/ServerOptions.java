package io.sluice.server;

import java.util.Optional;

/// What the command line says about addresses.
///
/// @param serverAddress the main server's address where it has no `DefaultAddress` (`-S`)
/// @param ipv4 whether IPv4 addresses are used
/// @param ipv6 whether IPv6 addresses are used
/// @param collisionsFatal whether two servers on one address and port are an error (`-N`)
public record ServerOptions(Optional<String> serverAddress, boolean ipv4, boolean ipv6, boolean collisionsFatal) {
    public static final ServerOptions DEFAULT = new ServerOptions(Optional.empty(), true, true, false);
}
