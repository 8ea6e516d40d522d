package io.sluice.admin;

import io.sluice.config.BadValue;
import io.sluice.config.Scalars;
import io.sluice.log.TraceLevels;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// `debug level [n]`, `trace channel:level …|info`, `dns on|off|cache clear`: what is seen of the gateway while it
/// runs.
final class Watching {
    private static final String LEVEL_SET = "debug level set to ";
    private static final int HIGHEST_LEVEL = 10;

    private final Admin admin;

    Watching(Admin admin) {
        this.admin = admin;
    }

    ControlReply debug(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("debug: missing required parameters");
        }
        if (!words.getFirst().equals("level")) {
            return ControlReply.unsupported("unknown debug action: '" + words.getFirst() + "'");
        }
        if (words.size() > 2) {
            return ControlReply.wrongParameters("debug: wrong number of parameters");
        }
        if (words.size() == 1) {
            return ControlReply.ok(LEVEL_SET + admin.debugLevel());
        }
        try {
            int level = Integer.parseInt(words.get(1));
            if (level < 0) {
                return ControlReply.wrongParameters("debug level must not be negative");
            }
            if (level > HIGHEST_LEVEL) {
                return ControlReply.wrongParameters("debug level must not be greater than " + HIGHEST_LEVEL);
            }
            admin.debugLevel(level);
            return ControlReply.ok(LEVEL_SET + level);
        } catch (NumberFormatException _) {
            return ControlReply.wrongParameters("debug level must be numeric: '" + words.get(1) + "'");
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
        channels.forEach(channel -> lines.add(
                "%10s %-6d".formatted(channel.getKey(), channel.getValue().highest())));
        return new ControlReply(Status.OK, lines);
    }

    /// Words before a bad one have been obeyed.
    private ControlReply trace(List<String> words, List<String> lines) {
        for (String word : words) {
            TraceLevels levels;
            try {
                levels = TraceLevels.parse(List.of(word));
            } catch (BadValue e) {
                lines.add("trace: " + e.text().replace('"', '\''));
                return new ControlReply(Status.WRONG_PARAMETERS, lines);
            }
            admin.trace(levels);
            var channel = word.substring(0, word.indexOf(':'));
            levels.channels().values().stream() // one, or the same for all that DEFAULT stands for
                    .findFirst()
                    .ifPresent(range -> lines.add("trace: set channel '" + channel + "' to levels " + range.lowest()
                            + "-" + range.highest()));
        }
        return new ControlReply(Status.OK, lines);
    }

    ControlReply dns(List<String> words) {
        if (words.isEmpty()) {
            return ControlReply.wrongParameters("dns: missing required parameters");
        }
        if (words.size() > 2) {
            return ControlReply.wrongParameters("dns: wrong number of parameters");
        }
        if (words.size() == 2 && words.getFirst().equals("cache")) {
            if (!words.get(1).equals("clear")) {
                return ControlReply.wrongParameters("dns: error: expected 'clear' command: '" + words.get(1) + "'");
            }
            admin.forgetNames();
            return ControlReply.ok("dns: netaddr cache cleared");
        }
        try {
            boolean on = Scalars.bool(words.getFirst());
            admin.reverseDns(on);
            return ControlReply.ok("dns: UseReverseDNS set to '" + (on ? "on" : "off") + "'");
        } catch (BadValue _) {
            return ControlReply.wrongParameters("dns: error: expected Boolean parameter: '" + words.getFirst() + "'");
        }
    }
}
