package io.sluice.ftp;

/// The argument of `USER` to a proxy whose clients name the server themselves: `user@host[:port]`. The name of the user
/// may hold `@`: the last one counts.
public sealed interface UserAtHost {

    record Accepted(String user, Destination destination) implements UserAtHost {}

    /// What is wrong, and the part of the argument it is wrong with.
    record Rejected(Fault fault, String seen) implements UserAtHost {

        /// The sentence for the log.
        public String logText(String argument) {
            return logText("USER", argument);
        }

        /// The same where it was told in another way.
        public String logText(String how, String argument) {
            return fault.text.formatted(seen) + " " + how + " '" + argument + "', rejecting";
        }
    }

    /// What can be wrong with the argument.
    enum Fault {
        NO_DELIMITER("missing required '@' delimiter in"),
        NO_USER("missing user name in"),
        /// No name, no address, or something behind the bracket of an IPv6 address that is no port.
        MALFORMED_HOST("malformed host '%s' found in"),
        /// No number.
        MALFORMED_PORT("malformed port number '%s' found in"),
        /// A number that no port has.
        INVALID_PORT("invalid port number %s found in");

        private final String text;

        Fault(String text) {
            this.text = text;
        }
    }

    static UserAtHost of(String argument) {
        int at = argument.lastIndexOf('@');
        if (at < 0) {
            return new Rejected(Fault.NO_DELIMITER, "");
        }
        var user = argument.substring(0, at);
        if (user.isBlank()) {
            return new Rejected(Fault.NO_USER, "");
        }
        return of(user, argument.substring(at + 1));
    }

    /// The same where user and place are told apart: `host[:port]`.
    static UserAtHost of(String user, String place) {
        int hostEnd = hostEnd(place);
        var host = place.substring(0, hostEnd);
        var rest = place.substring(hostEnd);
        if (!isHost(host) || !(rest.isEmpty() || rest.startsWith(":"))) {
            return new Rejected(Fault.MALFORMED_HOST, place);
        }
        return rest.isEmpty()
                ? new Accepted(user, new Destination(host, Destination.USUAL_PORT))
                : withPort(user, host, rest.substring(1));
    }

    /// The last colon is that of the port, but for one in brackets.
    private static int hostEnd(String place) {
        if (place.startsWith("[")) {
            return place.indexOf(']') + 1;
        }
        int colon = place.lastIndexOf(':');
        return colon < 0 ? place.length() : colon;
    }

    private static boolean isHost(String text) {
        return switch (HostArgument.of(text)) {
            case HostArgument.Name _, HostArgument.Address _, HostArgument.MissingBrackets _ -> true;
            case HostArgument.InvalidAddress _, HostArgument.InvalidName _ -> false;
        };
    }

    private static UserAtHost withPort(String user, String host, String text) {
        var digits = text.startsWith("-") ? text.substring(1) : text;
        if (!Digits.isNumber(digits)) {
            return new Rejected(Fault.MALFORMED_PORT, text);
        }
        var port = Digits.value(text, 65_535);
        return port.isPresent() && port.getAsInt() > 0
                ? new Accepted(user, new Destination(host, port.getAsInt()))
                : new Rejected(Fault.INVALID_PORT, text);
    }
}
