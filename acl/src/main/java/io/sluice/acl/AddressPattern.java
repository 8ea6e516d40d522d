package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a rule compares a client with. [Network] is the form of all addresses and prefixes, of which an index of many
/// rules is made.
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

    /// An address, or those that share its first bits, as bits of IPv6: `high` and `low` are the halves of the address,
    /// and IPv4 is in its mapped form, from the 97th bit on. The bits behind the first are zero. Networks of IPv4
    /// contain no IPv6 address and the other way round.
    record Network(long high, long low, int bits) implements AddressPattern {
        static final int MAPPED_BITS = 96;
        private static final long MAPPED = 0xffff;

        public Network {
            if (bits < 0 || bits > 2 * Long.SIZE) {
                throw new IllegalArgumentException("bits of a network from 0 to " + 2 * Long.SIZE + ", not " + bits);
            }
            var kept = new AddressBits(high, low).first(bits);
            high = kept.high();
            low = kept.low();
        }

        /// The network of an address, `bits` counted in its own family.
        public static Network of(InetAddress address, int bits) {
            boolean ipv4 = address instanceof Inet4Address;
            if (bits < 0 || bits > address.getAddress().length * Byte.SIZE) {
                throw new IllegalArgumentException("a network of " + bits + " bits around " + address.getHostAddress());
            }
            var all = AddressBits.of(address);
            return new Network(all.high(), all.low(), ipv4 ? bits + MAPPED_BITS : bits);
        }

        /// An address alone.
        public static Network of(InetAddress address) {
            return of(address, address.getAddress().length * Byte.SIZE);
        }

        /// The network of an IPv4 address, `bits` from 0 to 32.
        static Network ofIpv4(long address, int bits) {
            return new Network(0, MAPPED << Integer.SIZE | address, bits + MAPPED_BITS);
        }

        /// Whether this is how it is written by [#toString].
        boolean isWritten(String text) {
            if (!isIpv4()) {
                return text.equals(toString());
            }
            int slash = text.indexOf('/');
            int counted = bits - MAPPED_BITS;
            boolean length = slash < 0
                    ? counted == Integer.SIZE
                    : counted < Integer.SIZE && text.substring(slash + 1).equals(Integer.toString(counted));
            return length && AddressText.ipv4(text, 0, slash < 0 ? text.length() : slash) == (low & 0xffff_ffffL);
        }

        public boolean isIpv4() {
            return bits >= MAPPED_BITS && high == 0 && low >>> Integer.SIZE == MAPPED;
        }

        @Override
        public Match match(Client client) {
            var shared = new AddressBits(client.high(), client.low()).first(bits);
            return Match.of(client.isIpv4() == isIpv4() && shared.high() == high && shared.low() == low);
        }

        /// As people write it: without its length where it is one address.
        @Override
        public String toString() {
            var text = AddressText.of(new AddressBits(high, low).address());
            int counted = isIpv4() ? bits - MAPPED_BITS : bits;
            return bits == 2 * Long.SIZE ? text : text + "/" + counted;
        }
    }

    /// A shell pattern on the text of the address. An IPv4 address has a second text, `::ffff:` before the first, for
    /// patterns that begin so.
    final class AddressGlob implements AddressPattern {
        private static final String MAPPED = "::ffff:";

        private final Glob onText;
        private final Glob onIpv4;
        private final Optional<List<Network>> networks;

        AddressGlob(String pattern) {
            boolean mapped = pattern.toLowerCase(Locale.ROOT).startsWith(MAPPED);
            var ofIpv4 = mapped ? pattern.substring(MAPPED.length()) : pattern;
            onText = new Glob(pattern);
            onIpv4 = new Glob(ofIpv4);
            networks = mapped ? GlobNetworks.ofIpv4(ofIpv4) : GlobNetworks.of(pattern);
        }

        /// The networks that contain exactly the addresses that fit, if there are such.
        Optional<List<Network>> networks() {
            return networks;
        }

        @Override
        public Match match(Client client) {
            return Match.of((client.isIpv4() ? onIpv4 : onText).matches(client.text()));
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
