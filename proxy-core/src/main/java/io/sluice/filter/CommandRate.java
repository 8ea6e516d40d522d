package io.sluice.filter;

import io.sluice.config.Directive;
import io.sluice.ftp.Command;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Slows down a client that sends more commands than `MaxCommandRate` within its interval: each one over the limit
/// waits
/// longer than the one before. Nothing is ever refused.
public final class CommandRate implements SessionFilter {
    public static final Directive<Rate> MAX_COMMAND_RATE = Directive.of(
                    "MaxCommandRate", arguments -> Rate.parse(arguments, "command"))
            .takes(1, 2)
            .syntax("number [seconds]")
            .help("Delays the commands of a client that sends more than this number within the interval.");

    private final Consumer<ServerEvent> events;
    private final InstantSource clock;
    private final Map<Long, Window> windows = new ConcurrentHashMap<>();

    public CommandRate(Consumer<ServerEvent> events, InstantSource clock) {
        this.events = events;
        this.clock = clock;
    }

    private record Window(Instant began, long commands) {}

    @Override
    public Phase phase() {
        return Phase.SYNTAX;
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return session.server()
                .directives()
                .setting(MAX_COMMAND_RATE)
                .flatMap(setting -> {
                    var rate = setting.value();
                    var over = count(session, rate.interval()) - rate.count();
                    if (over <= 0) {
                        return Optional.empty();
                    }
                    var pause = pause(rate, over);
                    events.accept(new ServerEvent("core.max-command-rate", Optional.of(session)));
                    var found = "MaxCommandRate (" + rate.count() + " cmds/"
                            + rate.interval().toSeconds() + " secs) exceeded, injecting processing delay of "
                            + pause.toMillis() + " ms";
                    return Optional.<Decision>of(
                            new Decision.Delay(pause, List.of(Decision.Step.of(found, setting.position()))));
                })
                .orElse(Decision.PERMIT);
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        windows.remove(session.id());
    }

    static Duration pause(Rate rate, long over) {
        return Duration.ofMillis(rate.interval().toMillis() / rate.count() * over);
    }

    private long count(SessionView session, Duration interval) {
        var now = clock.instant();
        return windows.merge(
                        session.id(),
                        new Window(now, 1),
                        (window, first) -> now.isBefore(window.began().plus(interval))
                                ? new Window(window.began(), window.commands() + 1)
                                : first)
                .commands();
    }
}
