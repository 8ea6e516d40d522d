package io.sluice.admin;

import io.sluice.config.ConfigurationException;
import io.sluice.module.ControlReply;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/// `restart [count]` and `shutdown [graceful [seconds]]`.
final class LifeActions {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /// Longer than any session.
    private static final Duration WITHOUT_END = Duration.ofDays(3650);

    private static final int LONGEST_SECONDS = 300;

    private final Admin admin;

    LifeActions(Admin admin) {
        this.admin = admin;
    }

    ControlReply restart(List<String> words) {
        if (words.size() > 1) {
            return ControlReply.wrongParameters("wrong number of parameters");
        }
        if (words.isEmpty()) {
            return restart();
        }
        return words.getFirst().equals("count")
                ? count()
                : ControlReply.wrongParameters("unsupported parameter '" + words.getFirst() + "'");
    }

    /// What is wrong with the configuration is in the log, as after `HUP`.
    private ControlReply restart() {
        try {
            admin.restart();
        } catch (ConfigurationException | IOException _) {
            // said in the log by whoever has read it; the old one stays
        }
        return ControlReply.ok("restarted server");
    }

    private ControlReply count() {
        var restarts = admin.restarts();
        return ControlReply.ok("server restarted " + restarts.times() + (restarts.times() == 1 ? " time" : " times")
                + " since " + TIME.format(restarts.since()));
    }

    ControlReply shutdown(List<String> words) {
        if (words.isEmpty()) {
            admin.shutdown();
            return ControlReply.ok("shutting down");
        }
        if (words.size() > 2 || !words.getFirst().equals("graceful")) {
            return ControlReply.wrongParameters("wrong number of parameters");
        }
        return words.size() == 1 ? gracefully(WITHOUT_END) : gracefully(words.get(1));
    }

    private ControlReply gracefully(String seconds) {
        try {
            int longest = Integer.parseInt(seconds);
            if (longest <= 0) {
                return ControlReply.wrongParameters("timeout must be positive");
            }
            if (longest > LONGEST_SECONDS) {
                return ControlReply.wrongParameters("timeout must be less than " + LONGEST_SECONDS + " secs");
            }
            return gracefully(Duration.ofSeconds(longest));
        } catch (NumberFormatException _) {
            return ControlReply.wrongParameters("timeout must be numeric");
        }
    }

    private ControlReply gracefully(Duration longest) {
        admin.shutdownGracefully(longest);
        return ControlReply.ok("shutting down");
    }
}
