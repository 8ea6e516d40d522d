package io.sluice.ban;

import java.time.Duration;
import java.time.Instant;

/// How often something has occurred since it first did.
///
/// @param count so far, no more than `most`
/// @param start when it first occurred; the counter is gone when the window has passed since, however often it has
///     occurred in between
/// @param length of the ban that follows
public record Counter(Key key, int count, int most, Instant start, Duration window, Duration length) {

    /// What is counted.
    ///
    /// @param source the name that would be banned
    /// @param serverId the number of the server where it occurs
    public record Key(BanEvent event, String source, int serverId) {}

    public Instant end() {
        return start.plus(window);
    }

    /// After one more occurrence, by the rule as it is now.
    Counter oneMore(Rule rule) {
        return new Counter(key, Math.min(count + 1, rule.most()), rule.most(), start, rule.window(), rule.length());
    }

    /// Whether it counts against the subject of a ban.
    boolean isOf(Ban ban) {
        return key.event().bans() == ban.type() && key.source().equals(ban.name()) && ban.holdsOn(key.serverId());
    }
}
