package io.sluice.ban.cache;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.ban.TimeText;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;

/// A ban as it is kept where several instances see it. Texts are wire text, times are seconds of the epoch.
///
/// @param version of the entry's form; written is [#VERSION]
/// @param updated when it was written
/// @param place where the writing session was
/// @param type the [number][BanType#number()] of the type; any, as it was read
/// @param message what clients are told, its variables unexpanded; empty for what is told otherwise
/// @param expires 0 for never
/// @param serverId the number of a server of the writer, which means nothing to others
public record SharedEntry(
        long version,
        long updated,
        Place place,
        int type,
        String name,
        String reason,
        String message,
        long expires,
        int serverId) {
    static final int VERSION = 2;

    /// A server that an entry for any server names, because mod_ban rejects an entry of none.
    private static final int MAIN_SERVER = 1;

    static SharedEntry of(Ban ban, InetSocketAddress local, Instant now) {
        return new SharedEntry(
                VERSION,
                now.getEpochSecond(),
                Place.of(local),
                ban.type().number(),
                ban.name(),
                ban.reason(),
                ban.message(),
                ban.expires().map(Instant::getEpochSecond).orElse(0L),
                Math.max(MAIN_SERVER, ban.serverId()));
    }

    /// The ban for a session that asked for a subject: it holds on every server, because the writer's numbers of
    /// servers mean nothing here.
    Ban ban(BanType asked, String subject) {
        return new Ban(
                asked,
                subject,
                reason,
                message,
                expires == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(expires)),
                Ban.EVERY_SERVER);
    }

    boolean isExpired(Instant now) {
        return expires != 0 && expires <= now.getEpochSecond();
    }

    /// All that it says, as the log of bans has it.
    String words() {
        return "version " + version + ", update_ts " + time(updated) + ", ip_addr " + place.address() + ", port "
                + place.port() + ", be_type " + type + ", be_name " + name + ", be_reason " + reason + ", be_message "
                + message + ", be_expires " + time(expires) + ", be_sid " + serverId;
    }

    private static String time(long second) {
        return TimeText.of(Instant.ofEpochSecond(second));
    }
}
