package io.sluice.acl;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A client as rules see it: its address, IPv4-mapped ones as IPv4, and what is known of its name. It keeps its address
/// in the forms that rules ask for, so that one client can be asked about many times at little cost.
public final class Client {
    private final InetAddress address;
    private final Name name;
    private final AddressBits bits;

    /// Made when the first rule asks; two threads may both make it.
    private @Nullable String text;

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

    public Client(InetAddress address, Name name) {
        try {
            this.address = InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
        this.name = name;
        this.bits = AddressBits.of(this.address);
    }

    /// A client of which only the address is known.
    public static Client of(InetAddress address) {
        return new Client(address, new Name.Unasked());
    }

    public InetAddress address() {
        return address;
    }

    public Name name() {
        return name;
    }

    boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    /// The upper half of the address as one of IPv6.
    long high() {
        return bits.high();
    }

    /// The lower half of the address as one of IPv6.
    long low() {
        return bits.low();
    }

    /// The address as people write it.
    String text() {
        var made = text;
        if (made == null) {
            made = AddressText.of(address);
            text = made;
        }
        return made;
    }

    @Override
    public String toString() {
        return name instanceof Name.Confirmed(var known) ? known + " [" + text() + "]" : text();
    }
}
