package io.sluice.ftp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;

/// Where a data connection goes, as commands and replies carry it: an address and a port from 0 to 65535. Whether one
/// may connect there is not asked here.
public record DataAddress(InetAddress address, int port) {
    private static final int NUMBERS = 6;

    public DataAddress {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not within 0 and 65535");
        }
    }

    public static DataAddress of(InetSocketAddress socketAddress) {
        return new DataAddress(socketAddress.getAddress(), socketAddress.getPort());
    }

    public InetSocketAddress socketAddress() {
        return new InetSocketAddress(address, port);
    }

    /// The argument of `PORT` (RFC 959 §4.1.2): six numbers up to 255, with blanks around them if need be, neither
    /// 0.0.0.0 nor port 0.
    public static Optional<DataAddress> ofPort(String argument) {
        return SixNumbers.at(0, argument)
                .filter(six -> argument.substring(six.end()).isBlank())
                .map(SixNumbers::address)
                .filter(found -> !found.address.isAnyLocalAddress() && found.port != 0);
    }

    /// The address in a 227 reply (RFC 959 §4.1.2): the first place, line by line, where six numbers up to 255 with
    /// commas between them can be read. Servers differ in the words around them, and in the parentheses.
    public static Optional<DataAddress> ofPassive(Reply reply) {
        for (var line : reply.lines()) {
            var found = ofPassive(line);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The address in one line of a 227 reply.
    public static Optional<DataAddress> ofPassive(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isDigit(text.charAt(i)) && (i == 0 || !isDigit(text.charAt(i - 1)))) {
                var six = SixNumbers.at(i, text);
                if (six.isPresent()) {
                    return six.map(SixNumbers::address);
                }
            }
        }
        return Optional.empty();
    }

    /// The argument of `PORT`.
    ///
    /// @throws IllegalArgumentException if the address is not IPv4
    public String portArgument() {
        if (!(address instanceof Inet4Address)) {
            throw new IllegalArgumentException(address.getHostAddress() + " is not an IPv4 address");
        }
        return address.getHostAddress().replace('.', ',') + "," + (port >> 8) + "," + (port & 0xFF);
    }

    /// The argument of `EPRT` (RFC 2428 §2).
    public String extendedPortArgument() {
        var text = address.getHostAddress();
        int scope = text.indexOf('%');
        return "|" + (address instanceof Inet4Address ? 1 : 2) + "|" + (scope < 0 ? text : text.substring(0, scope))
                + "|" + port + "|";
    }

    /// The reply to `PASV`.
    ///
    /// @throws IllegalArgumentException if the address is not IPv4
    public Reply passiveReply() {
        return Reply.of(227, "Entering Passive Mode (" + portArgument() + ").");
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /// `h1,h2,h3,h4,p1,p2`, and where it ends.
    private record SixNumbers(DataAddress address, int end) {

        static Optional<SixNumbers> at(int start, String text) {
            var numbers = new byte[NUMBERS];
            int at = start;
            for (int i = 0; i < NUMBERS; i++) {
                if (i > 0) {
                    at = skipBlanks(at, text);
                    if (at == text.length() || text.charAt(at++) != ',') {
                        return Optional.empty();
                    }
                }
                at = skipBlanks(at, text);
                int end = at;
                while (end < text.length() && isDigit(text.charAt(end))) {
                    end++;
                }
                var number = octet(text.substring(at, end));
                if (number.isEmpty()) {
                    return Optional.empty();
                }
                numbers[i] = (byte) number.getAsInt();
                at = end;
            }
            int port = Byte.toUnsignedInt(numbers[4]) << 8 | Byte.toUnsignedInt(numbers[5]);
            return Optional.of(new SixNumbers(new DataAddress(address4(numbers), port), at));
        }

        private static int skipBlanks(int from, String text) {
            int at = from;
            while (at < text.length() && text.charAt(at) == ' ') {
                at++;
            }
            return at;
        }

        private static OptionalInt octet(String digits) {
            if (digits.isEmpty() || digits.length() > 3) {
                return OptionalInt.empty();
            }
            int value = Integer.parseInt(digits);
            return value <= 255 ? OptionalInt.of(value) : OptionalInt.empty();
        }

        private static InetAddress address4(byte[] numbers) {
            try {
                return InetAddress.getByAddress(new byte[] {numbers[0], numbers[1], numbers[2], numbers[3]});
            } catch (UnknownHostException e) {
                throw new AssertionError("four bytes are an address", e);
            }
        }
    }
}
