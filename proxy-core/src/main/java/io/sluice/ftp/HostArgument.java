package io.sluice.ftp;

import java.net.InetAddress;

/// The argument of `HOST` (RFC 7151 §3.1).
public sealed interface HostArgument {

    /// A name, as it was sent.
    record Name(String name) implements HostArgument {}

    /// An IPv4 address, or an IPv6 address in brackets.
    record Address(InetAddress address) implements HostArgument {}

    /// Brackets around something that is no IPv6 address.
    record InvalidAddress(String seen) implements HostArgument {}

    /// An IPv6 address without its brackets.
    record MissingBrackets(String seen) implements HostArgument {}

    /// Neither a name nor an address: a name with a port, blanks, nothing at all.
    record InvalidName(String seen) implements HostArgument {}

    static HostArgument of(String argument) {
        if (argument.startsWith("[") && argument.endsWith("]")) {
            return IpLiteral.parse6(argument.substring(1, argument.length() - 1))
                    .<HostArgument>map(Address::new)
                    .orElseGet(() -> new InvalidAddress(argument));
        }
        if (argument.indexOf(':') >= 0) {
            return IpLiteral.parse6(argument).isPresent() ? new MissingBrackets(argument) : new InvalidName(argument);
        }
        var address = IpLiteral.parse4(argument);
        if (address.isPresent()) {
            return new Address(address.get());
        }
        return isName(argument) ? new Name(argument) : new InvalidName(argument);
    }

    /// Letters, digits, `-`, `_`, dots, and any byte above 127: names may be sent in UTF-8.
    private static boolean isName(String text) {
        return !text.isEmpty()
                && text.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_'
                                || c == '.'
                                || c > 127);
    }
}
