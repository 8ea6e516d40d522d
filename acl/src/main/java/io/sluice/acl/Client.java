package io.sluice.acl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/// A client as rules see it: its address, IPv4-mapped ones as IPv4, and what is known of its name.
public record Client(InetAddress address, Name name) {

    /// What is known of the name of a client.
    public sealed interface Name {

        /// A name by reverse DNS that resolves back to the address.
        record Confirmed(String text) implements Name {
            public Confirmed {
                text = text.toLowerCase(Locale.ROOT);
            }
        }

        /// The DNS was asked, and there is no such name.
        record None() implements Name {}

        /// The DNS was not asked (`UseReverseDNS off`).
        record Unasked() implements Name {}
    }

    public Client {
        try {
            address = InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    /// A client of which only the address is known.
    public static Client of(InetAddress address) {
        return new Client(address, new Name.Unasked());
    }
}
