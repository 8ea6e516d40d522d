package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanTable;
import io.sluice.ban.BanType;
import io.sluice.ban.Counter;
import io.sluice.ftp.WireText;
import io.sluice.module.CoreServices;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerEvent;
import java.time.Duration;
import java.util.Optional;

/// Writes down what has ended.
record Expiry(CoreServices core, Journal journal) implements BanTable.Watcher {

    @Override
    public void banEnded(Ban ban, Duration ago) {
        journal.log("ban for " + ban.type().word() + " '" + WireText.display(ban.name()) + "' has expired ("
                + ago.toSeconds() + " seconds ago)");
        var subject = ban.type().name().replace("_AT_", "@") + ":" + ban.name();
        core.raise(new ServerEvent("mod_ban.ban.expired", Optional.empty(), Optional.of(subject)));
        core.raise(permitted(ban.type(), ban.name()));
    }

    @Override
    public void counterEnded(Counter counter, Duration ago) {
        journal.log("ban event " + counter.key().event().shown() + " entry '"
                + WireText.display(counter.key().source()) + "' has expired (" + ago.toSeconds() + " seconds ago)");
    }

    /// The event of a ban that has been lifted.
    static ServerEvent permitted(BanType type, String name) {
        return new ServerEvent("mod_ban.permit-" + type.word(), Optional.empty(), Optional.of(name));
    }
}
