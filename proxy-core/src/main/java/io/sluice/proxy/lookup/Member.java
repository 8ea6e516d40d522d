package io.sluice.proxy.lookup;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/// A server that sessions can be connected to: its URL as configured, which is its identity, and how it is found.
public record Member(BackendUrl url, Whereabouts whereabouts) {

    /// Tells where a member is found at the moment; it does not wait.
    @FunctionalInterface
    public interface Whereabouts extends Supplier<Place> {}

    /// Where a member is found: at these addresses, first choice first, with the credentials of that URL.
    public record Place(BackendUrl url, List<InetSocketAddress> addresses) {
        public Place {
            addresses = List.copyOf(addresses);
        }
    }

    private record Fixed(Place get) implements Whereabouts {}

    /// A member that stays where it is.
    public Member(BackendUrl url, List<InetSocketAddress> places) {
        this(url, new Fixed(new Place(url, places)));
    }

    /// Where it is found at the moment, first choice first; none if it is not available.
    public List<InetSocketAddress> places() {
        return whereabouts.get().addresses();
    }

    /// The member as it is found at the moment, for one session to be connected to: the DNS may tell another URL, and
    /// other places, in a while.
    public Member now() {
        var place = whereabouts.get();
        return new Member(place.url(), place.addresses());
    }

    /// The member without the credentials of its URL.
    public Member withoutCredentials() {
        return new Member(url.withoutCredentials(), places());
    }
}
