package io.sluice.ftp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The argument of `EPRT` (RFC 2428 §2): delimiter, protocol, delimiter, address, delimiter, port, delimiter. Any
/// visible ASCII character that is no digit may be the delimiter.
public sealed interface ExtendedPort {

    /// Protocol 1 or 2 with an address of that family; `protocol` stays 2 for an IPv4-mapped address.
    record Accepted(int protocol, DataAddress address) implements ExtendedPort {}

    /// A protocol that is neither 1 nor 2.
    record UnknownProtocol(String seen) implements ExtendedPort {}

    record Malformed(String seen) implements ExtendedPort {}

    static ExtendedPort of(String argument) {
        if (argument.isEmpty()) {
            return new Malformed(argument);
        }
        char delimiter = argument.charAt(0);
        if (delimiter <= ' ' || delimiter > '~' || (delimiter >= '0' && delimiter <= '9')) {
            return new Malformed(argument);
        }
        var parts = split(argument.stripTrailing(), delimiter);
        if (parts.size() < 2 || !Digits.isNumber(parts.getFirst())) {
            return new Malformed(argument);
        }
        var protocol = Digits.value(parts.getFirst(), 2);
        if (protocol.isEmpty() || protocol.getAsInt() == 0) {
            return new UnknownProtocol(parts.getFirst());
        }
        if (parts.size() != 4 || !parts.getLast().isEmpty()) {
            return new Malformed(argument);
        }
        return accepted(protocol.getAsInt(), parts.get(1), parts.get(2)).orElseGet(() -> new Malformed(argument));
    }

    private static Optional<ExtendedPort> accepted(int protocol, String host, String port) {
        Optional<InetAddress> address = protocol == 1 ? IpLiteral.parse4(host) : IpLiteral.parse6(host);
        OptionalInt number = Digits.value(port, 65_535);
        if (address.isEmpty() || address.get().isAnyLocalAddress() || number.isEmpty() || number.getAsInt() == 0) {
            return Optional.empty();
        }
        return Optional.of(new Accepted(protocol, new DataAddress(address.get(), number.getAsInt())));
    }

    /// The parts between the delimiters, and what follows the last of them.
    private static List<String> split(String argument, char delimiter) {
        var parts = new ArrayList<String>();
        int start = 1;
        for (int at = argument.indexOf(delimiter, 1); at >= 0; at = argument.indexOf(delimiter, start)) {
            parts.add(argument.substring(start, at));
            start = at + 1;
        }
        parts.add(argument.substring(start));
        return parts;
    }
}
