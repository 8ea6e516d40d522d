package io.sluice.filter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Scalars;
import io.sluice.ftp.Reply;
import java.util.Optional;
import java.util.OptionalInt;

/// How many are admitted at once (`none`: any number), and what the next one is told instead of the usual sentence. In
/// both `%m` stands for the number.
public record Limit(OptionalInt most, Optional<String> message) {
    private static final String EXPECTED = "parameter must be 'none' or a number greater than 0";

    public static Limit of(int most) {
        return new Limit(OptionalInt.of(most), Optional.empty());
    }

    /// `n|none [message]`, from the argument at `first` on.
    static Limit parse(Arguments arguments, int first) throws BadValue {
        var message = arguments.size() > first + 1 ? Optional.of(arguments.text(first + 1)) : Optional.<String>empty();
        return new Limit(numberOrNone(arguments.text(first), 1, EXPECTED), message);
    }

    static Limit parse(Arguments arguments) throws BadValue {
        return parse(arguments, 0);
    }

    /// A number of at least `least`, or `none`; otherwise a [BadValue] with the text given.
    static OptionalInt numberOrNone(String word, int least, String expected) throws BadValue {
        if (word.equalsIgnoreCase("none")) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Scalars.number(word, least, Integer.MAX_VALUE, expected));
    }

    boolean admits(long count) {
        return most.isEmpty() || count <= most.getAsInt();
    }

    Reply reply(int code, String usual) {
        return Reply.of(code, message.orElse(usual).replace("%m", number()));
    }

    String number() {
        return most.isPresent() ? Integer.toString(most.getAsInt()) : "none";
    }
}
