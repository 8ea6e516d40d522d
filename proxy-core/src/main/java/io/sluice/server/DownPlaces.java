package io.sluice.server;

import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Set;

/// The addresses and ports whose servers take no new connections, because an operator has said so. A reload
/// brings them up.
final class DownPlaces {
    private volatile Set<InetSocketAddress> places = Set.of();

    Set<InetSocketAddress> all() {
        return places;
    }

    /// Puts a place down; false if it is already.
    synchronized boolean add(InetSocketAddress place) {
        var all = new HashSet<>(places);
        boolean added = all.add(place);
        places = Set.copyOf(all);
        return added;
    }

    synchronized void clear() {
        places = Set.of();
    }

    /// Puts a place up again; false if it is already.
    synchronized boolean remove(InetSocketAddress place) {
        var all = new HashSet<>(places);
        boolean removed = all.remove(place);
        places = Set.copyOf(all);
        return removed;
    }
}
