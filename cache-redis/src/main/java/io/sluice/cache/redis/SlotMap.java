package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.util.JedisClusterCRC16;

/// Which server of a cluster has which slots. Immutable.
final class SlotMap {
    static final int SLOTS = 16_384;

    private final Place.@Nullable Tcp[] owners;
    private final Set<Place.Tcp> all;

    private SlotMap(Place.@Nullable Tcp[] owners, Set<Place.Tcp> all) {
        this.owners = owners;
        this.all = Set.copyOf(all);
    }

    static int slot(byte[] name) {
        return JedisClusterCRC16.getSlot(name);
    }

    /// Reads the answer to `CLUSTER SLOTS`: ranges, each with its master and then its replicas.
    ///
    /// @param asked the server that answered, whose host is meant where none is given
    static SlotMap of(Reply slots, Place asked) throws CacheException {
        var owners = new Place.@Nullable Tcp[SLOTS];
        var all = new LinkedHashSet<Place.Tcp>();
        for (Reply range : slots.parts()) {
            List<Reply> parts = range.parts();
            if (parts.size() < 3) {
                throw range.unexpected("ARRAY of first slot, last slot and servers");
            }
            int first = Math.clamp(parts.get(0).number(), 0, SLOTS);
            int last = Math.clamp(parts.get(1).number(), -1, SLOTS - 1);
            var servers = new ArrayList<Place.Tcp>();
            for (Reply server : parts.subList(2, parts.size())) {
                servers.add(place(server, asked));
            }
            Arrays.fill(owners, Math.min(first, last + 1), last + 1, servers.getFirst());
            all.addAll(servers);
        }
        return new SlotMap(owners, all);
    }

    private static Place.Tcp place(Reply server, Place asked) throws CacheException {
        List<Reply> parts = server.parts();
        if (parts.size() < 2) {
            throw server.unexpected("ARRAY of host and port");
        }
        String host = parts.get(0).isNil() ? "" : parts.get(0).text();
        if ((host.isEmpty() || host.equals("?")) && asked instanceof Place.Tcp tcp) {
            host = tcp.host();
        }
        return new Place.Tcp(host, (int) parts.get(1).number());
    }

    /// The map with one slot at another server.
    SlotMap with(int slot, Place.Tcp owner) {
        var changed = owners.clone();
        changed[slot] = owner;
        var more = new LinkedHashSet<>(all);
        more.add(owner);
        return new SlotMap(changed, more);
    }

    Optional<Place.Tcp> owner(int slot) {
        return Optional.ofNullable(owners[slot]);
    }

    /// Servers that have slots.
    List<Place.Tcp> masters() {
        return Arrays.stream(owners)
                .filter(Objects::nonNull)
                .map(Objects::requireNonNull)
                .distinct()
                .toList();
    }

    /// Every server, replicas too.
    Set<Place.Tcp> all() {
        return all;
    }
}
