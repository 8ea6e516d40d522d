package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;

/// Lists of addresses in the DNS: what is asked of them, what their answers mean, and who is let in by them. The asking
/// is left to the caller.
public final class DnsLists {
    private DnsLists() {}

    /// Whether lists name those to refuse, or those to admit.
    public enum Policy {
        /// Who is listed is refused.
        ALLOW_DENY,
        /// Only who is listed is admitted.
        DENY_ALLOW;

        public boolean admits(boolean listed) {
            return listed == (this == DENY_ALLOW);
        }
    }

    /// The name under which a list has an address: its bytes backwards, of IPv6 its half bytes (RFC 5782 §2.1, §2.4).
    public static String question(InetAddress address, String domain) {
        var name = new StringBuilder();
        byte[] bytes = address.getAddress();
        boolean ipv4 = address instanceof Inet4Address;
        for (int i = bytes.length - 1; i >= 0; i--) {
            int value = bytes[i] & 0xff;
            if (ipv4) {
                name.append(value).append('.');
            } else {
                name.append(Character.forDigit(value & 0xf, 16)).append('.');
                name.append(Character.forDigit(value >> 4, 16)).append('.');
            }
        }
        return name.append(domain).toString();
    }

    /// Whether an answer means that an address is listed: it does within 127.0.0.0/8; others come from name servers
    /// that answer every question, and mean nothing.
    public static boolean means(InetAddress answer) {
        return answer instanceof Inet4Address && answer.isLoopbackAddress();
    }

    /// The domain of a list without dots around it; empty if nothing is left.
    public static Optional<String> domain(String written) {
        var name = written.replaceFirst("^\\.", "").replaceFirst("\\.$", "");
        return name.isEmpty() ? Optional.empty() : Optional.of(name);
    }
}
