package io.sluice.acl;

import io.sluice.acl.AddressPattern.Network;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// Shell patterns on addresses that mean networks: `192.0.*`, `192.0.2.[4-9]`, `192.0.2.1?`, `2001:db8:*`.
final class GlobNetworks {
    private static final Pattern OCTETS_AND_REST = Pattern.compile("((?:[0-9]{1,3}\\.){1,3})(.+)");

    /// Groups of zeros have no place here: the text of an address may leave them out.
    private static final Pattern GROUPS_AND_ANYTHING = Pattern.compile("((?:[1-9a-f][0-9a-f]{0,3}:){1,7})\\*");

    private static final List<Network> EVERY_ADDRESS =
            List.of(Network.of(InetAddress.ofLiteral("0.0.0.0"), 0), Network.of(InetAddress.ofLiteral("::"), 0));

    private GlobNetworks() {}

    /// The networks that contain exactly the addresses whose text fits, if there are such.
    static Optional<List<Network>> of(String pattern) {
        return pattern.equals("*")
                ? Optional.of(EVERY_ADDRESS)
                : ofIpv4(pattern).or(() -> ofIpv6(pattern));
    }

    /// The same for a pattern on the text of IPv4 addresses alone.
    static Optional<List<Network>> ofIpv4(String pattern) {
        var matcher = OCTETS_AND_REST.matcher(pattern);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var known = matcher.group(1);
        var rest = matcher.group(2);
        int octets = (int) known.chars().filter(c -> c == '.').count();
        if (rest.equals("*")) {
            return ipv4(known + "0.0.0".substring(2 * octets - 2))
                    .map(address -> List.of(Network.of(address, Byte.SIZE * octets)));
        }
        if (octets < 3 || ipv4(known + "0").isEmpty()) {
            return Optional.empty();
        }
        var last = new Glob(rest);
        return Optional.of(IntStream.range(0, 256)
                .mapToObj(Integer::toString)
                .filter(last::matches)
                .flatMap(octet -> ipv4(known + octet).stream())
                .map(Network::of)
                .toList());
    }

    private static Optional<List<Network>> ofIpv6(String pattern) {
        var matcher = GROUPS_AND_ANYTHING.matcher(pattern.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int groups = (int) matcher.group(1).chars().filter(c -> c == ':').count();
        var first = groups == 7 ? matcher.group(1) + "0" : matcher.group(1) + ":";
        return Optional.of(List.of(Network.of(InetAddress.ofLiteral(first), Short.SIZE * groups)));
    }

    /// The address, if that is how its text goes: no zeros before a number, none above 255.
    private static Optional<InetAddress> ipv4(String text) {
        return AddressText.parse(text)
                .filter(address -> address instanceof Inet4Address
                        && address.getHostAddress().equals(text));
    }
}
