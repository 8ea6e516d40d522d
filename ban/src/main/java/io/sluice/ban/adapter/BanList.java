package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanTable;
import io.sluice.ban.Counter;
import io.sluice.ban.TimeText;
import io.sluice.ftp.WireText;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import io.sluice.module.CoreServices;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What `ftpdctl ban info` shows.
record BanList(BanTable table, CoreServices core, Instant now) {

    ControlReply shown(boolean verbose, boolean withEvents) {
        var lines = new ArrayList<String>();
        var bans = table.bans();
        for (Kind kind : Kind.values()) {
            var ofKind = bans.stream().filter(ban -> ban.type() == kind.type()).toList();
            if (!ofKind.isEmpty()) {
                if (!lines.isEmpty()) {
                    lines.add("");
                }
                lines.add(kind.heading());
                ofKind.forEach(ban -> lines.addAll(lines(ban, verbose)));
            }
        }
        if (lines.isEmpty()) {
            lines.add("No bans");
        }
        if (withEvents) {
            lines.addAll(events(verbose));
        }
        return new ControlReply(Status.OK, lines);
    }

    private List<String> lines(Ban ban, boolean verbose) {
        var lines = new ArrayList<String>();
        lines.add("  " + WireText.display(ban.name()));
        if (verbose) {
            lines.add("    Reason: " + WireText.display(ban.reason()));
            lines.add("    Expires: "
                    + ban.expires()
                            .map(end -> TimeText.of(end) + " (in " + secondsTo(end) + " seconds)")
                            .orElse("never"));
            lines.addAll(server(ban.serverId()));
        }
        return lines;
    }

    private List<String> events(boolean verbose) {
        var lines = new ArrayList<String>();
        lines.add("");
        var counters = table.counters();
        lines.add(counters.isEmpty() ? "No ban events" : "Ban Events:");
        for (Counter counter : counters) {
            lines.add("  Event: " + counter.key().event().shown());
            lines.add("  Source: " + WireText.display(counter.key().source()));
            if (verbose) {
                lines.add("    Occurrences: " + counter.count() + "/" + counter.most());
                lines.add("    Entry Expires: " + secondsTo(counter.end()) + " seconds");
                lines.addAll(server(counter.key().serverId()));
            }
        }
        return lines;
    }

    private long secondsTo(Instant end) {
        return end.getEpochSecond() - now.getEpochSecond();
    }

    private List<String> server(int number) {
        return core.server(number).stream()
                .map(server ->
                        "    <VirtualHost>: " + server.name() + " (" + server.address() + "#" + server.port() + ")")
                .toList();
    }
}
