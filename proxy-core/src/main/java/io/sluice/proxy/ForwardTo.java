package io.sluice.proxy;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.BoundedPattern;
import io.sluice.config.BoundedPattern.Match;
import io.sluice.ftp.Destination;
import io.sluice.ftp.WireText;
import java.util.Locale;
import java.util.Optional;

/// Where the clients of a forward proxy may go (`ProxyForwardTo`): a regular expression, searched for in `host:port` as
/// the client wrote it.
///
/// @param negated whether those that match may not
public record ForwardTo(BoundedPattern pattern, boolean negated) {

    static ForwardTo parse(Arguments arguments) throws BadValue {
        boolean anyCase = false;
        if (arguments.size() > 1) {
            anyCase = isAnyCase(arguments.text(1));
        }
        boolean negated = arguments.text().startsWith("!");
        var written = negated ? arguments.text().substring(1) : arguments.text();
        try {
            return new ForwardTo(BoundedPattern.compile(written, anyCase), negated);
        } catch (BadValue e) {
            throw new BadValue(e.text().replaceFirst("^pattern ", ""), e.hint());
        }
    }

    private static boolean isAnyCase(String flags) throws BadValue {
        if (!flags.startsWith("[") || !flags.endsWith("]")) {
            throw new BadValue(": badly formatted flags parameter: '" + flags + "'");
        }
        return switch (flags.toLowerCase(Locale.ROOT)) {
            case "[nc]", "[nocase]" -> true;
            default -> throw new BadValue(": unknown filter flags '" + flags + "'");
        };
    }

    /// Why a client may not go there, for the log; empty if it may. A search that was given up is in nobody's favour.
    Optional<String> refusal(Destination destination) {
        var place = WireText.display(destination.toString());
        var match = pattern.search(place);
        var what = switch (match) {
            case FOUND -> "' matched ";
            case NOT_FOUND -> "' did not match ";
            case UNDECIDED -> "' takes too long to compare with ";
        };
        return match == (negated ? Match.NOT_FOUND : Match.FOUND)
                ? Optional.empty()
                : Optional.of("host/port '" + place + what + "ProxyForwardTo " + this + ", rejecting");
    }

    @Override
    public String toString() {
        return (negated ? "!" : "") + pattern;
    }
}
