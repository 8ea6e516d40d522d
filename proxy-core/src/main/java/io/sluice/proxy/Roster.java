package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import io.sluice.datastore.SharedSpace;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/// The gateways that count sessions of a pool, and what each of them counts. Used by one thread at a time.
final class Roster {
    private static final Duration LASTS = Duration.ofHours(1);

    private final SharedSpace space;
    private final String gateways;
    private final String gateway;
    private final String own;
    private final int size;

    /// The roster of a pool.
    ///
    /// @param own the id of this gateway
    /// @param size how many members the pool has
    Roster(SharedSpace space, String pool, String own, int size) {
        this.space = space;
        this.gateways = pool + ":gateways";
        this.gateway = pool + ":gateway#";
        this.own = own;
        this.size = size;
    }

    /// What all gateways count together, with what this one counts.
    List<Standing> together(List<Standing> mine, Deadline deadline) throws CacheException {
        var sum = mine;
        for (String id : ids(space.get(gateways, deadline))) {
            if (!id.equals(own)) {
                var theirs = counts(id, deadline);
                if (theirs.isPresent()) {
                    sum = sum(sum, theirs.get());
                }
            }
        }
        return sum;
    }

    /// Tells what this gateway counts, which holds for the time of its lease.
    void tell(List<Standing> mine, Deadline deadline) throws CacheException {
        var text = mine.stream()
                .map(each -> each.connections() + "/"
                        + (each.connectMillis().isPresent()
                                ? Integer.toString(each.connectMillis().getAsInt())
                                : "-"))
                .collect(Collectors.joining(" "));
        space.put(gateway + own, text.getBytes(UTF_8), Expiry.after(SharedPool.LEASE), deadline);
    }

    /// Makes sure that this gateway is among the others, and takes those out that have gone. One that is not has told
    /// what it counts before.
    void join(Deadline deadline) throws CacheException {
        while (true) {
            deadline.check();
            var read = space.get(gateways, deadline);
            var living = new LinkedHashSet<String>();
            for (String id : ids(read)) {
                if (id.equals(own) || space.get(gateway + id, deadline).isPresent()) {
                    living.add(id);
                }
            }
            living.add(own);
            var text = String.join(" ", living);
            if (space.replace(gateways, read, text.getBytes(UTF_8), Expiry.after(LASTS), deadline)) {
                return;
            }
        }
    }

    /// Whether the others know this gateway.
    boolean joined(Deadline deadline) throws CacheException {
        return ids(space.get(gateways, deadline)).contains(own);
    }

    /// Takes away what this gateway counts.
    void leave(Deadline deadline) throws CacheException {
        space.remove(gateway + own, deadline);
    }

    private static Set<String> ids(Optional<Entry> read) {
        return read.map(entry -> Set.copyOf(List.of(new String(entry.value(), UTF_8).split(" ", -1))))
                .orElse(Set.of());
    }

    /// Reads what [#tell] has written: `3/12 0/-`. Anything else is as nothing.
    private Optional<List<Standing>> counts(String id, Deadline deadline) throws CacheException {
        var read = space.get(gateway + id, deadline);
        if (read.isEmpty()) {
            return Optional.empty();
        }
        var standings = new ArrayList<Standing>();
        for (String word : new String(read.get().value(), UTF_8).split(" ", -1)) {
            if (!word.matches("\\d{1,9}/(\\d{1,9}|-)")) {
                return Optional.empty();
            }
            var parts = word.split("/", 2);
            standings.add(new Standing(
                    Integer.parseInt(parts[0]),
                    parts[1].equals("-") ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(parts[1])),
                    true));
        }
        return standings.size() == size ? Optional.of(List.copyOf(standings)) : Optional.empty();
    }

    /// The connections of both; how long the latest took is what the first has seen, else the second.
    private List<Standing> sum(List<Standing> one, List<Standing> other) {
        var sum = new ArrayList<Standing>();
        for (int index = 0; index < size; index++) {
            var a = one.get(index);
            var b = other.get(index);
            sum.add(new Standing(
                    a.connections() + b.connections(),
                    a.connectMillis().isPresent() ? a.connectMillis() : b.connectMillis(),
                    a.due()));
        }
        return List.copyOf(sum);
    }
}
