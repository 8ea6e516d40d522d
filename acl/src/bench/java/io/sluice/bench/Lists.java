package io.sluice.bench;

import io.sluice.acl.AddressRule;
import io.sluice.acl.BadRule;
import io.sluice.acl.Client;
import io.sluice.acl.Origin;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Lists of addresses and networks of both families as operators have them, and clients of which every second is in the
/// list.
final class Lists {
    static final int CLIENTS = 1024;

    private static final long SEED = 20;

    private Lists() {}

    /// Lines of one rule each: seven addresses and networks of IPv4 to one of IPv6.
    static List<String> words(int size) {
        var random = new SplittableRandom(SEED);
        var words = new ArrayList<String>(size);
        for (int i = 0; i < size; i++) {
            words.add(
                    switch (i % 8) {
                        case 0 -> ipv4(random) + "/" + (20 + random.nextInt(12));
                        case 1 ->
                            "2001:db8:" + Integer.toHexString(random.nextInt(1 << 16)) + ":"
                                    + Integer.toHexString(random.nextInt(1 << 16)) + "::/64";
                        default -> ipv4(random);
                    });
        }
        return words;
    }

    static List<AddressRule> rules(int size) throws BadRule {
        var rules = new ArrayList<AddressRule>(size);
        var words = words(size);
        for (int i = 0; i < size; i++) {
            rules.add(AddressRule.parse(words.get(i), new Origin("list", i + 1)));
        }
        return rules;
    }

    /// Clients in no order: every second at an address of the list, the others anywhere.
    static Client[] clients(int size) {
        var random = new SplittableRandom(SEED + 1);
        var words = words(size);
        var clients = new Client[CLIENTS];
        for (int i = 0; i < CLIENTS; i++) {
            var address = i % 2 == 0 ? words.get(random.nextInt(size)).replaceFirst("/.*", "") : ipv4(random);
            clients[i] = Client.of(InetAddress.ofLiteral(address));
        }
        return clients;
    }

    private static String ipv4(SplittableRandom random) {
        return (1 + random.nextInt(223)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
    }
}
