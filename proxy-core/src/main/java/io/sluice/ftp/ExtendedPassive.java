package io.sluice.ftp;

import java.net.InetAddress;
import java.util.Optional;

/// What a 229 reply carries (RFC 2428 §3): a port, and an address, which the RFC leaves empty and a few servers fill.
public record ExtendedPassive(int port, Optional<InetAddress> address) {

    /// Reads what stands between the first `(` of the last line and its last `)`: delimiter, protocol, delimiter,
    /// address, delimiter, port, delimiter. The delimiter may be any character; protocol and address may be empty,
    /// but an address that is there has to be one.
    public static Optional<ExtendedPassive> of(Reply reply) {
        return of(reply.text());
    }

    /// Reads the text of a 229 reply.
    public static Optional<ExtendedPassive> of(String text) {
        int open = text.indexOf('(');
        int close = text.lastIndexOf(')');
        if (open < 0 || close < open + 2) {
            return Optional.empty();
        }
        var inner = text.substring(open + 1, close);
        char delimiter = inner.charAt(0);
        int second = inner.indexOf(delimiter, 1);
        int third = second < 0 ? -1 : inner.indexOf(delimiter, second + 1);
        int fourth = third < 0 ? -1 : inner.indexOf(delimiter, third + 1);
        if (fourth != inner.length() - 1) {
            return Optional.empty();
        }
        var port = Digits.value(inner.substring(third + 1, fourth), 65_535);
        var host = inner.substring(second + 1, third);
        var address = host.isEmpty() ? Optional.<InetAddress>empty() : IpLiteral.parse(host);
        if (port.isEmpty() || (address.isEmpty() && !host.isEmpty())) {
            return Optional.empty();
        }
        return Optional.of(new ExtendedPassive(port.getAsInt(), address));
    }

    /// Our own reply to `EPSV`.
    public static Reply reply(int port) {
        return Reply.of(229, "Entering Extended Passive Mode (|||" + port + "|)");
    }

    /// The argument of `EPSV`.
    public sealed interface Request {

        /// No argument: the family of the control connection.
        record Any() implements Request {}

        record IPv4() implements Request {}

        record IPv6() implements Request {}

        /// From now on the client sends no other command that makes a data connection.
        record All() implements Request {}

        record Unsupported(String seen) implements Request {}

        static Request of(Command command) {
            var argument = command.argument().map(String::strip).orElse("");
            return switch (WireText.upperCase(argument)) {
                case "" -> new Any();
                case "1" -> new IPv4();
                case "2" -> new IPv6();
                case "ALL" -> new All();
                default -> new Unsupported(argument);
            };
        }
    }
}
