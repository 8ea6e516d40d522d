package io.sluice.acl;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a table in the manner of `hosts_access` compares a client with.
public sealed interface WrapPattern {
    boolean fits(WrapClient client);

    /// The words that stand for more than themselves.
    enum Keyword implements WrapPattern {
        /// Everybody.
        ALL {
            @Override
            public boolean fits(WrapClient client) {
                return true;
            }
        },
        /// A client whose name has no dot.
        LOCAL {
            @Override
            public boolean fits(WrapClient client) {
                return client.name().filter(name -> name.indexOf('.') < 0).isPresent();
            }
        },
        /// A client with a name that resolves back to its address.
        KNOWN {
            @Override
            public boolean fits(WrapClient client) {
                return client.name().isPresent();
            }
        },
        /// One without.
        UNKNOWN {
            @Override
            public boolean fits(WrapClient client) {
                return client.name().isEmpty();
            }
        },
        /// One with a name that does not resolve back to its address.
        PARANOID {
            @Override
            public boolean fits(WrapClient client) {
                return client.misnamed();
            }
        }
    }

    /// `.example.com`: how names end.
    record EndOfName(String suffix) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            return client.name().filter(name -> name.endsWith(suffix)).isPresent();
        }
    }

    /// `192.0.2.`: how addresses begin.
    record BeginOfAddress(String prefix) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            return AddressText.of(client.client().address()).startsWith(prefix);
        }
    }

    /// An address, or those that share the bits of a mask.
    record Masked(InetAddress network, InetAddress mask) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            byte[] address = client.client().address().getAddress();
            byte[] wanted = network.getAddress();
            byte[] bits = mask.getAddress();
            if (address.length != wanted.length) {
                return false;
            }
            for (int i = 0; i < address.length; i++) {
                if ((address[i] & bits[i]) != wanted[i]) {
                    return false;
                }
            }
            return true;
        }
    }

    /// `192.0.2.0/24`, `[2001:db8::]/32`, or a single address.
    record InNetwork(AddressPattern.Network network) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            return network.match(client.client()) == AddressPattern.Match.FITS;
        }
    }

    /// A name.
    record Named(String name) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            return client.name().filter(name::equals).isPresent();
        }
    }

    /// `*` and `?`, in the name or the address.
    final class Wild implements WrapPattern {
        private final Glob glob;

        Wild(String pattern) {
            glob = new Glob(pattern);
        }

        @Override
        public boolean fits(WrapClient client) {
            return client.name().filter(glob::matches).isPresent()
                    || glob.matches(AddressText.of(client.client().address()));
        }
    }

    /// `user@pattern`.
    record OfUser(String user, WrapPattern place) implements WrapPattern {
        private static final String UNTOLD = "unknown";

        @Override
        public boolean fits(WrapClient client) {
            boolean rightUser = switch (user) {
                case "ALL" -> true;
                case "KNOWN" -> client.user().isPresent();
                case "UNKNOWN" -> client.user().isEmpty();
                default -> user.equalsIgnoreCase(client.user().orElse(UNTOLD));
            };
            return rightUser && place.fits(client);
        }
    }

    /// `/path`: the patterns of a file, of which one must fit.
    record OfFile(String path, List<WrapPattern> patterns) implements WrapPattern {
        public OfFile {
            patterns = List.copyOf(patterns);
        }

        @Override
        public boolean fits(WrapClient client) {
            return patterns.stream().anyMatch(pattern -> pattern.fits(client));
        }
    }

    /// What cannot be read, and so fits nobody.
    record Unusable(String text) implements WrapPattern {
        @Override
        public boolean fits(WrapClient client) {
            return false;
        }
    }

    /// Reads one word other than a path; empty where it makes no sense.
    static Optional<WrapPattern> read(String word) {
        for (var keyword : Keyword.values()) {
            if (keyword.name().equals(word)) {
                return Optional.of(keyword);
            }
        }
        int at = word.indexOf('@');
        if (at > 0) {
            return read(word.substring(at + 1)).map(place -> new OfUser(word.substring(0, at), place));
        }
        return at == 0 ? Optional.empty() : ofPlace(word.toLowerCase(Locale.ROOT));
    }

    private static Optional<WrapPattern> ofPlace(String word) {
        if (word.startsWith("[")) {
            return bracketed(word);
        }
        if (Glob.isMeant(word)) {
            return Optional.of(new Wild(word));
        }
        if (word.startsWith(".")) {
            return Optional.of(new EndOfName(word));
        }
        if (word.endsWith(".")) {
            return Optional.of(new BeginOfAddress(word));
        }
        int slash = word.indexOf('/');
        if (slash >= 0) {
            return AddressText.parse(word.substring(0, slash)).flatMap(base -> masked(base, word.substring(slash + 1)));
        }
        return AddressText.parse(word)
                .<WrapPattern>map(WrapPattern::single)
                .or(() -> word.isEmpty() || word.indexOf(':') >= 0 ? Optional.empty() : Optional.of(new Named(word)));
    }

    private static Optional<WrapPattern> bracketed(String word) {
        int close = word.indexOf(']');
        if (close < 0) {
            return Optional.empty();
        }
        var address = AddressText.parse(word.substring(1, close));
        var rest = word.substring(close + 1);
        if (rest.isEmpty()) {
            return address.map(WrapPattern::single);
        }
        return rest.startsWith("/") ? address.flatMap(base -> masked(base, rest.substring(1))) : Optional.empty();
    }

    private static WrapPattern single(InetAddress address) {
        return new InNetwork(AddressPattern.Network.of(address));
    }

    /// A mask is a number of bits, or an address of the same family.
    private static Optional<WrapPattern> masked(InetAddress base, String mask) {
        if (mask.matches("[0-9]{1,3}")) {
            int bits = Integer.parseInt(mask);
            return bits > base.getAddress().length * 8
                    ? Optional.empty()
                    : Optional.of(new InNetwork(AddressPattern.Network.of(base, bits)));
        }
        return AddressText.parse(mask)
                .filter(bits -> bits.getAddress().length == base.getAddress().length)
                .map(bits -> new Masked(base, bits));
    }
}
