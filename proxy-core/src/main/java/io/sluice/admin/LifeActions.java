package io.sluice.admin;

import io.sluice.config.ConfigurationException;
import io.sluice.config.Problem;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `restart [count]` and `shutdown [graceful [seconds]]`.
final class LifeActions {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    /// Longer than any session.
    private static final Duration WITHOUT_END = Duration.ofDays(3650);

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

    /// Whoever asks hears at once what is wrong with the configuration.
    private ControlReply restart() {
        try {
            admin.restart();
            return ControlReply.ok("restarted server");
        } catch (ConfigurationException e) {
            return new ControlReply(
                    Status.ERROR, e.problems().stream().map(Problem::text).toList());
        } catch (IOException e) {
            return ControlReply.of(Status.ERROR, String.valueOf(e.getMessage()));
        }
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
        if (!words.getFirst().equals("graceful")) {
            return ControlReply.wrongParameters("unsupported parameter '" + words.getFirst() + "'");
        }
        if (words.size() > 2) {
            return ControlReply.wrongParameters("wrong number of parameters");
        }
        var longest = words.size() == 1 ? Optional.of(WITHOUT_END) : seconds(words.get(1));
        if (longest.isEmpty()) {
            return ControlReply.wrongParameters("bad number: " + words.get(1));
        }
        admin.shutdownGracefully(longest.get());
        return ControlReply.ok("shutting down");
    }

    private static Optional<Duration> seconds(String text) {
        try {
            return Optional.of(Duration.ofSeconds(Integer.parseInt(text))).filter(time -> !time.isNegative());
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
