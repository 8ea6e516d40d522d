package io.sluice.net;

import java.net.InetAddress;
import java.util.Optional;

/// The addresses that share their first bits: `192.0.2.0/24`, `2001:db8::/32`, or a single address. IPv4-mapped
/// addresses count as IPv4; no block of one family holds an address of the other.
public record AddressBlock(InetAddress base, int bits) {
    public AddressBlock {
        base = Addresses.plain(base);
        if (bits < 0 || bits > 8 * base.getAddress().length) {
            throw new IllegalArgumentException("/" + bits + " of " + Addresses.text(base));
        }
    }

    /// An address in numbers, or one with `/` and the number of bits that count.
    public static Optional<AddressBlock> parse(String text) {
        int slash = text.indexOf('/');
        var address = Addresses.literal(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int most = 8 * address.get().getAddress().length;
        if (slash < 0) {
            return Optional.of(new AddressBlock(address.get(), most));
        }
        var digits = text.substring(slash + 1);
        if (!digits.matches("[0-9]{1,3}") || Integer.parseInt(digits) > most) {
            return Optional.empty();
        }
        return Optional.of(new AddressBlock(address.get(), Integer.parseInt(digits)));
    }

    public boolean contains(InetAddress address) {
        byte[] other = Addresses.plain(address).getAddress();
        byte[] own = base.getAddress();
        if (other.length != own.length) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((own[i / 8] & mask) != (other[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
