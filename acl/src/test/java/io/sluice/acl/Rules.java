package io.sluice.acl;

import java.net.InetAddress;
import java.util.List;

/// Short ways to rules and clients.
final class Rules {
    private Rules() {}

    static AddressRule rule(String text) throws BadRule {
        return AddressRule.parse(text, Origin.CODE);
    }

    static List<AddressRule> line(String... words) throws BadRule {
        return AddressRule.parseLine(List.of(words), Origin.CODE);
    }

    static Client client(String address) {
        return Client.of(InetAddress.ofLiteral(address));
    }

    static Client named(String address, String name) {
        return new Client(InetAddress.ofLiteral(address), new Client.Name.Confirmed(name));
    }

    static Client nameless(String address) {
        return new Client(InetAddress.ofLiteral(address), new Client.Name.None());
    }
}
