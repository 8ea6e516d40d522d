package io.sluice.ban;

import java.time.Instant;
import java.util.Optional;

/// A subject that is refused. Texts are wire text.
///
/// @param name of a class or user, an address, or a user and an address with `@` between them; compared exactly
/// @param reason who or what has caused it
/// @param message what the subject is told, its variables not yet replaced; empty for what is told otherwise
/// @param expires when it ends; never without
/// @param serverId the number of the server it is bound to, counted from 1; 0 for every server
public record Ban(BanType type, String name, String reason, String message, Optional<Instant> expires, int serverId) {

    /// The number that stands for every server.
    public static final int EVERY_SERVER = 0;

    public Ban {
        if (serverId < 0) {
            throw new IllegalArgumentException("number of a server: " + serverId);
        }
    }

    /// Whether it has ended at that time.
    public boolean isExpired(Instant now) {
        return expires.filter(end -> !end.isAfter(now)).isPresent();
    }

    /// Whether it holds on a server.
    public boolean holdsOn(int server) {
        return serverId == EVERY_SERVER || serverId == server;
    }
}
