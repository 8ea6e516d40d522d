package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Command;
import io.sluice.module.Decision;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// Makes a client wait at certain points (`DelayOnEvent`): on connecting, on `USER`, on `PASS`. The wait after a failed
/// login lies before the reply, where no filter is asked: the session takes it from [#pause].
public final class EventDelays implements SessionFilter {
    public static final Directive<EventDelay> DELAY_ON_EVENT = Directive.of("DelayOnEvent", EventDelay::parse)
            .takes(2, 2)
            .occurs(Directive.Occurrence.ACCUMULATES)
            .syntax("\"USER\"|\"PASS\"|\"FailedLogin\"|\"Connect\" milliseconds|min-max")
            .help("Waits before the answer to an event, for a time or for a random time within a range.");

    private final RandomGenerator random;

    public EventDelays(RandomGenerator random) {
        this.random = random;
    }

    /// What a client may have to wait at.
    public enum Event {
        USER,
        PASS,
        FAILED_LOGIN,
        CONNECT
    }

    /// A wait of at least `least` and at most `most`.
    public record EventDelay(Event event, Duration least, Duration most) {
        private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|sec)?(?:-(\\d{1,9})(ms|s|sec)?)?");

        static EventDelay parse(Arguments arguments) throws BadValue {
            var event = switch (arguments.text().toLowerCase(Locale.ROOT)) {
                case "user" -> Event.USER;
                case "pass" -> Event.PASS;
                case "failedlogin" -> Event.FAILED_LOGIN;
                case "connect" -> Event.CONNECT;
                default -> throw new BadValue("unknown/unsupported event: " + arguments.text());
            };
            var time = TIME.matcher(arguments.text(1).toLowerCase(Locale.ROOT));
            if (!time.matches()) {
                throw new BadValue("invalid delay '" + arguments.text(1) + "'");
            }
            var least = duration(time.group(1), Optional.ofNullable(time.group(2)));
            var most = time.group(3) == null ? least : duration(time.group(3), Optional.ofNullable(time.group(4)));
            if (most.compareTo(least) < 0) {
                throw new BadValue("invalid delay '" + arguments.text(1) + "': maximum is less than minimum");
            }
            return new EventDelay(event, least, most);
        }

        private static Duration duration(String number, Optional<String> unit) {
            var value = Long.parseLong(number);
            return unit.filter(word -> word.startsWith("s")).isPresent()
                    ? Duration.ofSeconds(value)
                    : Duration.ofMillis(value);
        }
    }

    @Override
    public Phase phase() {
        return Phase.SYNTAX;
    }

    @Override
    public Decision connected(SessionView session) {
        return delay(session, Event.CONNECT);
    }

    @Override
    public Decision command(SessionView session, Command command) {
        return switch (command.verb()) {
            case "USER" -> delay(session, Event.USER);
            case "PASS" -> delay(session, Event.PASS);
            default -> Decision.PERMIT;
        };
    }

    private Decision delay(SessionView session, Event event) {
        return pause(session.server().directives(), event, random)
                .<Decision>map(pause -> new Decision.Delay(
                        pause,
                        List.of(Decision.Step.of("DelayOnEvent: waiting " + pause.toMillis() + " ms on " + event))))
                .orElse(Decision.PERMIT);
    }

    /// How long a client has to wait at an event, if at all.
    public static Optional<Duration> pause(DirectiveSet directives, Event event, RandomGenerator random) {
        return directives.settings(DELAY_ON_EVENT).stream()
                .filter(setting -> setting.value().event() == event)
                .findFirst()
                .map(setting -> Duration.ofMillis(random.nextLong(
                        setting.value().least().toMillis(),
                        setting.value().most().toMillis() + 1)));
    }
}
