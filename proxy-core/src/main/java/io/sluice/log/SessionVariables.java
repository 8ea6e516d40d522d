package io.sluice.log;

import io.sluice.module.SessionView;
import java.util.Optional;

/// The variables of `LogFormat`, for other texts in which they stand: read from a session at one moment, outside of any
/// command. Values are wire text.
public final class SessionVariables {
    private static final String OF_COMMANDS_OR_TIME = "t";

    private final LogVariables variables;
    private final Origin origin;

    public SessionVariables(Origin origin) {
        this.variables = new LogVariables(origin, false);
        this.origin = origin;
    }

    /// Reads one value; nothing where it does not apply.
    @FunctionalInterface
    public interface Value {
        Optional<String> of(SessionView session);
    }

    /// The variable of `%x`.
    public Optional<Value> letter(char letter) {
        return OF_COMMANDS_OR_TIME.indexOf(letter) >= 0
                ? Optional.empty()
                : variables.letter(letter).map(this::now);
    }

    /// The variable of `%{word}`.
    public Optional<Value> word(String word) {
        return variables.word(word).map(this::now);
    }

    private Value now(LogVariables.Variable variable) {
        return session -> variable.of(LogEvent.connect(origin.clock().instant(), session));
    }
}
