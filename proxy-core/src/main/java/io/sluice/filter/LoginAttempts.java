package io.sluice.filter;

import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Directive;
import java.util.OptionalInt;

/// How often a client may fail to log in (`MaxLoginAttempts`). The session counts.
public final class LoginAttempts {
    /// Empty means any number.
    public static final Directive<OptionalInt> MAX_LOGIN_ATTEMPTS = Directive.of("MaxLoginAttempts", arguments -> {
                var most =
                        Limit.numberOrNone(arguments.text(), 0, "parameter must be 'none' or a number greater than 0");
                return most.equals(OptionalInt.of(0)) ? OptionalInt.empty() : most;
            })
            .in(SERVER, VIRTUAL_HOST, GLOBAL)
            .defaultsTo(OptionalInt.of(3), "3")
            .syntax("number|\"none\"")
            .help("Ends a session after this number of failed logins; 0 and none allow any number.");

    private LoginAttempts() {}

    /// The sentence for the log when the last attempt has failed.
    public static String exceeded(int most) {
        return "Maximum login attempts (" + most + ") exceeded, connection refused";
    }
}
