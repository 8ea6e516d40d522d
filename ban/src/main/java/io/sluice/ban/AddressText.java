package io.sluice.ban;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// Addresses as bans name them: IPv4 in dots, IPv6 in lower case and compressed (RFC 5952 §4) without a scope,
/// IPv4-mapped ones as IPv4.
public final class AddressText {
    private static final int GROUPS = 8;

    private AddressText() {}

    public static String of(InetAddress address) {
        try {
            var plain = InetAddress.getByAddress(address.getAddress());
            return plain instanceof Inet4Address ? plain.getHostAddress() : compressed(plain.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static String compressed(byte[] bytes) {
        var text = new StringBuilder();
        int zeros = 0;
        int start = 0;
        for (int i = 0, run = 0; i < GROUPS; i++) {
            run = group(bytes, i) == 0 ? run + 1 : 0;
            if (run > zeros) {
                zeros = run;
                start = i + 1 - run;
            }
        }
        for (int i = 0; i < GROUPS; i++) {
            if (zeros > 1 && i == start) {
                text.append("::");
                i += zeros - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(group(bytes, i)));
            }
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }
}
