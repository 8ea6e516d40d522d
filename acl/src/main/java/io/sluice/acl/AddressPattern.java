package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/// What a rule compares a client with. [Network] is the form of all addresses and prefixes, and so the one that an
/// index of many rules would be made of.
public sealed interface AddressPattern {

    /// Whether a client fits a pattern; `UNDECIDED` where the name would decide and nobody asked for it.
    enum Match {
        FITS,
        DIFFERS,
        UNDECIDED;

        static Match of(boolean fits) {
            return fits ? FITS : DIFFERS;
        }
    }

    Match match(Client client);

    /// `all`: every client.
    record Everybody() implements AddressPattern {
        @Override
        public Match match(Client client) {
            return Match.FITS;
        }
    }

    /// `none`: no client.
    record Nobody() implements AddressPattern {
        @Override
        public Match match(Client client) {
            return Match.DIFFERS;
        }
    }

    /// An address, or those that share its first bits. The bits behind them are zero in `base`. Networks of IPv4
    /// contain no IPv6 address and the other way round.
    record Network(InetAddress base, int bits) implements AddressPattern {
        public Network {
            byte[] bytes = base.getAddress();
            if (bits < 0 || bits > bytes.length * 8) {
                throw new IllegalArgumentException("bits of a network from 0 to " + bytes.length * 8 + ", not " + bits);
            }
            for (int i = 0; i < bytes.length; i++) {
                int kept = Math.clamp(bits - 8L * i, 0, 8);
                bytes[i] &= (byte) (0xff00 >> kept);
            }
            base = address(bytes);
        }

        @Override
        public Match match(Client client) {
            return Match.of(contains(client.address().getAddress()));
        }

        private boolean contains(byte[] address) {
            byte[] wanted = base.getAddress();
            if (address.length != wanted.length) {
                return false;
            }
            for (int i = 0; 8 * i < bits; i++) {
                int ignored = Math.max(0, 8 * (i + 1) - bits);
                if ((address[i] & 0xff) >> ignored != (wanted[i] & 0xff) >> ignored) {
                    return false;
                }
            }
            return true;
        }

        private static InetAddress address(byte[] bytes) {
            try {
                return InetAddress.getByAddress(bytes);
            } catch (UnknownHostException e) {
                throw new IllegalStateException("an address has 4 or 16 bytes", e);
            }
        }
    }

    /// A shell pattern on the text of the address. An IPv4 address has a second text, `::ffff:` before the first, for
    /// patterns that begin so.
    final class AddressGlob implements AddressPattern {
        private static final String MAPPED = "::ffff:";

        private final Glob glob;
        private final boolean mapped;

        AddressGlob(String pattern) {
            glob = new Glob(pattern);
            mapped = pattern.toLowerCase(Locale.ROOT).startsWith(MAPPED);
        }

        @Override
        public Match match(Client client) {
            var text = AddressText.of(client.address());
            return Match.of(glob.matches(mapped && client.address() instanceof Inet4Address ? MAPPED + text : text));
        }
    }

    /// A pattern on the name of the client, in any case. Without a name it differs; if nobody asked it decides nothing.
    sealed interface OfName extends AddressPattern {
        boolean fits(String name);

        @Override
        default Match match(Client client) {
            return switch (client.name()) {
                case Client.Name.Confirmed(var name) -> Match.of(fits(name));
                case Client.Name.None() -> Match.DIFFERS;
                case Client.Name.Unasked() -> Match.UNDECIDED;
            };
        }
    }

    /// `host.example.com`.
    record ExactName(String wanted) implements OfName {
        public ExactName {
            wanted = wanted.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean fits(String name) {
            return name.equals(wanted);
        }
    }

    /// `.example.com`: the names below a domain, not the domain itself.
    record BelowDomain(String suffix) implements OfName {
        public BelowDomain {
            suffix = suffix.toLowerCase(Locale.ROOT);
        }

        @Override
        public boolean fits(String name) {
            return name.endsWith(suffix);
        }
    }

    /// `proxy?.example.com`.
    final class NameGlob implements OfName {
        private final Glob glob;

        NameGlob(String pattern) {
            glob = new Glob(pattern);
        }

        @Override
        public boolean fits(String name) {
            return glob.matches(name);
        }
    }
}
