package io.sluice.admin;

import io.sluice.config.BadValue;
import io.sluice.config.Scalars;
import io.sluice.log.TraceLevels;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `debug level [n]`, `trace channel:level …|info`, `dns on|off|clear cache`: what is seen of the gateway while it
/// runs.
final class Watching {
    private final Admin admin;

    Watching(Admin admin) {
        this.admin = admin;
    }

    ControlReply debug(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("debug: missing required parameters");
        }
        if (!words.getFirst().equals("level")) {
            return ControlReply.wrongParameters("unknown debug action: '" + words.getFirst() + "'");
        }
        if (words.size() > 2) {
            return ControlReply.wrongParameters("debug: wrong number of parameters");
        }
        if (words.size() == 1) {
            return ControlReply.ok("debug level is " + admin.debugLevel());
        }
        try {
            int level = Integer.parseInt(words.get(1));
            if (level < 0) {
                return ControlReply.wrongParameters("debug level must not be negative");
            }
            admin.debugLevel(level);
            return ControlReply.ok("debug level set to " + level);
        } catch (NumberFormatException _) {
            return ControlReply.wrongParameters("bad number: " + words.get(1));
        }
    }

    ControlReply trace(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("trace: missing required parameters");
        }
        return words.equals(List.of("info")) ? traced() : trace(words, new ArrayList<>());
    }

    private ControlReply traced() {
        var channels = admin.traced().channels().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList();
        if (channels.isEmpty()) {
            return ControlReply.ok("trace: no info available");
        }
        var lines = new ArrayList<>(List.of("%-10s %-6s".formatted("Channel", "Level"), "---------- ------"));
        channels.forEach(channel -> lines.add("%10s %-6s".formatted(channel.getKey(), levels(channel.getValue()))));
        return new ControlReply(Status.OK, lines);
    }

    /// Words before a bad one have been obeyed.
    private ControlReply trace(List<String> words, List<String> lines) {
        boolean written = true;
        for (String word : words) {
            TraceLevels levels;
            try {
                levels = TraceLevels.parse(List.of(word));
            } catch (BadValue e) {
                lines.add("trace: " + e.text().replace('"', '\''));
                return new ControlReply(Status.WRONG_PARAMETERS, lines);
            }
            written = admin.trace(levels);
            levels.channels().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(channel -> lines.add("trace: set channel '" + channel.getKey() + "' to levels "
                            + channel.getValue().lowest() + "-"
                            + channel.getValue().highest()));
        }
        if (!written) {
            lines.add("trace: nothing is written, there is no TraceLog");
        }
        return new ControlReply(Status.OK, lines);
    }

    private static String levels(TraceLevels.Range range) {
        return range.lowest() + "-" + range.highest();
    }

    ControlReply dns(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("dns: missing required parameters");
        }
        if (words.equals(List.of("clear", "cache"))) {
            admin.forgetNames();
            return ControlReply.ok("dns: netaddr cache cleared");
        }
        if (words.size() > 1) {
            return ControlReply.wrongParameters("dns: wrong number of parameters");
        }
        try {
            admin.reverseDns(Scalars.bool(words.getFirst()));
            return ControlReply.ok("dns: UseReverseDNS set to '" + words.getFirst() + "'");
        } catch (BadValue _) {
            return ControlReply.wrongParameters("dns: error: expected Boolean parameter: '" + words.getFirst() + "'");
        }
    }
}
