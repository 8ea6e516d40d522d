package io.sluice.filter;

import static io.sluice.config.Context.SERVER;

import io.sluice.config.Directive;
import io.sluice.module.Decision;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Counts new connections of the whole process against `MaxConnectionRate`. The listener asks before it makes a
/// session;
/// what is refused is closed without a byte.
public final class ConnectionRate {
    public static final Directive<Rate> MAX_CONNECTION_RATE = Directive.of(
                    "MaxConnectionRate", arguments -> Rate.parse(arguments, "connection"))
            .in(SERVER)
            .takes(1, 2)
            .occurs(Directive.Occurrence.LAST_WINS)
            .syntax("number [seconds]")
            .help("Closes new connections beyond this number within the interval.");

    public static final Directive<OptionalInt> MAX_INSTANCES = Directive.of(
                    "MaxInstances",
                    arguments -> Limit.numberOrNone(
                            arguments.text(), 1, "argument must be 'none' or a number greater than 0"))
            .in(SERVER)
            .occurs(Directive.Occurrence.LAST_WINS)
            .defaultsTo(OptionalInt.empty(), "none")
            .syntax("number|\"none\"")
            .help("Closes new connections while this number of sessions is open.");

    public static final Directive<OptionalInt> MAX_BEFORE_LOGIN = beforeLogin("MaxConnectionsBeforeLogin")
            .help("Closes new connections, without a byte, while this number of clients is here that have not logged"
                    + " in.");

    public static final Directive<OptionalInt> MAX_BEFORE_LOGIN_PER_HOST = beforeLogin(
                    "MaxConnectionsBeforeLoginPerHost")
            .help(
                    "The same for the clients at one address, the one in the PROXY header where a balancer has sent one.");

    static final List<Directive<?>> DIRECTIVES =
            List.of(MAX_CONNECTION_RATE, MAX_INSTANCES, MAX_BEFORE_LOGIN, MAX_BEFORE_LOGIN_PER_HOST);

    private Instant began = Instant.MIN;
    private long connections;

    public ConnectionRate() {}

    private static Directive<OptionalInt> beforeLogin(String name) {
        return Directive.of(
                        name,
                        arguments -> Limit.numberOrNone(
                                arguments.text(), 1, "argument must be 'none' or a number greater than 0"))
                .in(SERVER)
                .occurs(Directive.Occurrence.LAST_WINS)
                .defaultsTo(OptionalInt.empty(), "none")
                .syntax("number|\"none\"");
    }

    /// Counts a connection made at `now`; the sentence for the log if it is one too many.
    public synchronized Optional<Decision.Step> refusal(Rate rate, Instant now) {
        if (began.equals(Instant.MIN) || !now.isBefore(began.plus(rate.interval()))) {
            began = now;
            connections = 0;
        }
        connections++;
        if (connections <= rate.count()) {
            return Optional.empty();
        }
        return Optional.of(Decision.Step.of("MaxConnectionRate (" + rate.count() + "/"
                + rate.interval().toSeconds() + " secs) reached, connection denied"));
    }
}
