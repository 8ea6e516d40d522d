package io.sluice.proxy.lookup;

import java.net.InetSocketAddress;
import java.util.List;

/// A server that sessions can be connected to: its URL, and the places it is found at, first choice first.
public record Member(BackendUrl url, List<InetSocketAddress> places) {
    public Member {
        places = List.copyOf(places);
    }

    /// The member without the credentials of its URL.
    public Member withoutCredentials() {
        return new Member(url.withoutCredentials(), places);
    }
}
