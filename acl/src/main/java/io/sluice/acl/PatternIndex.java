package io.sluice.acl;

import io.sluice.acl.AddressPattern.AddressGlob;
import io.sluice.acl.AddressPattern.BelowDomain;
import io.sluice.acl.AddressPattern.Everybody;
import io.sluice.acl.AddressPattern.ExactName;
import io.sluice.acl.AddressPattern.Match;
import io.sluice.acl.AddressPattern.NameGlob;
import io.sluice.acl.AddressPattern.Network;
import io.sluice.acl.AddressPattern.Nobody;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Numbered patterns, arranged so that the lowest number of those that fit a client is found without trying each:
/// addresses, networks and the shell patterns that are networks in disguise are prefix trees, names and domains a
/// table. Other shell patterns are tried one after the other, up to the number that is found already. Asking allocates
/// nothing.
final class PatternIndex {
    static final int NONE = PrefixTree.NONE;

    private final PrefixTree ipv4;
    private final PrefixTree ipv6;
    private final NameIndex names;
    private final List<Numbered> others;
    private final int everybody;
    private final int firstOnNames;

    private record Numbered(AddressPattern pattern, int number) {}

    private PatternIndex(Builder builder) {
        ipv4 = new PrefixTree(builder.ipv4);
        ipv6 = new PrefixTree(builder.ipv6);
        names = new NameIndex(builder.names);
        others = List.copyOf(builder.others);
        everybody = builder.everybody;
        firstOnNames = builder.firstOnNames;
    }

    /// The lowest number of a pattern that fits, or [#NONE].
    int fitting(Client client) {
        int lowest = Math.min(
                everybody,
                client.isIpv4() ? ipv4.lowest(client.low() << 32, 0) : ipv6.lowest(client.high(), client.low()));
        if (client.name() instanceof Client.Name.Confirmed(var name)) {
            lowest = Math.min(lowest, names.lowest(name));
        }
        for (int i = 0; i < others.size() && others.get(i).number < lowest; i++) {
            if (others.get(i).pattern.match(client) == Match.FITS) {
                return others.get(i).number;
            }
        }
        return lowest;
    }

    /// The lowest number of a pattern that fits, or might if the name of the client were known; or [#NONE].
    int notDiffering(Client client) {
        int fitting = fitting(client);
        return client.name() instanceof Client.Name.Unasked ? Math.min(fitting, firstOnNames) : fitting;
    }

    /// Takes patterns in the order of their numbers.
    static final class Builder {
        private final List<PrefixTree.Prefix> ipv4 = new ArrayList<>();
        private final List<PrefixTree.Prefix> ipv6 = new ArrayList<>();
        private final Map<String, Integer> names = new HashMap<>();
        private final List<Numbered> others = new ArrayList<>();
        private int everybody = NONE;
        private int firstOnNames = NONE;

        void add(AddressPattern pattern, int number) {
            switch (pattern) {
                case Everybody() -> everybody = Math.min(everybody, number);
                case Nobody() -> {}
                case Network network -> network(network, number);
                case AddressGlob glob ->
                    glob.networks()
                            .ifPresentOrElse(
                                    networks -> networks.forEach(network -> network(network, number)),
                                    () -> others.add(new Numbered(glob, number)));
                case ExactName(var name) -> names.putIfAbsent(name, number);
                case BelowDomain(var suffix) -> names.putIfAbsent(suffix, number);
                case NameGlob glob -> others.add(new Numbered(glob, number));
            }
            if (pattern instanceof AddressPattern.OfName) {
                firstOnNames = Math.min(firstOnNames, number);
            }
        }

        private void network(Network network, int number) {
            if (network.isIpv4()) {
                ipv4.add(new PrefixTree.Prefix(network.low() << 32, 0, network.bits() - Network.MAPPED_BITS, number));
            } else {
                ipv6.add(new PrefixTree.Prefix(network.high(), network.low(), network.bits(), number));
            }
        }

        PatternIndex build() {
            return new PatternIndex(this);
        }
    }
}
