package io.sluice.ban;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// All bans and counters at one moment. Immutable; what changes it gives another one, and does no I/O and reads no
/// clock.
final class Contents {
    /// Of each kind.
    static final int MOST = 512;

    static final Contents EMPTY = new Contents(new TreeMap<>(), new LinkedHashMap<>());

    private final SortedMap<Integer, Ban> bans;
    private final Map<Counter.Key, Counter> counters;
    private final Map<Subject, List<Ban>> bySubject = new HashMap<>();
    private final Instant nextEnd;

    private record Subject(BanType type, String name) {}

    /// What has become of it, and what else there is to tell.
    record Change<T>(Contents after, T result) {}

    /// What came of adding a ban.
    enum Added {
        ADDED,
        ALREADY_THERE,
        FULL
    }

    /// What has ended.
    record Ended(List<Ban> bans, List<Counter> counters) {}

    /// @param bans by the slots they are in
    Contents(SortedMap<Integer, Ban> bans, Map<Counter.Key, Counter> counters) {
        this.bans = Collections.unmodifiableSortedMap(bans);
        this.counters = Collections.unmodifiableMap(counters);
        bans.values()
                .forEach(ban -> bySubject
                        .computeIfAbsent(new Subject(ban.type(), ban.name()), _ -> new ArrayList<>(1))
                        .add(ban));
        this.nextEnd = Stream.concat(
                        bans.values().stream().flatMap(ban -> ban.expires().stream()),
                        counters.values().stream().map(Counter::end))
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    SortedMap<Integer, Ban> slots() {
        return bans;
    }

    /// In the order of their slots.
    List<Ban> bans() {
        return List.copyOf(bans.values());
    }

    /// In the order in which they began.
    Collection<Counter> counters() {
        return counters.values();
    }

    /// When the next of them ends.
    Instant nextEnd() {
        return nextEnd;
    }

    Optional<Ban> find(BanType type, String name, int server) {
        return bySubject.getOrDefault(new Subject(type, name), List.of()).stream()
                .filter(ban -> ban.holdsOn(server))
                .findFirst();
    }

    /// Adds a ban unless there is one of that subject for the same server or for every server.
    Change<Added> with(Ban ban) {
        if (find(ban.type(), ban.name(), ban.serverId()).isPresent()) {
            return new Change<>(this, Added.ALREADY_THERE);
        }
        if (bans.size() >= MOST) {
            return new Change<>(this, Added.FULL);
        }
        var more = new TreeMap<>(bans);
        int free = 0;
        while (more.containsKey(free)) {
            free++;
        }
        more.put(free, ban);
        return new Change<>(new Contents(more, counters), Added.ADDED);
    }

    /// Without the bans of which that is true, nor the counters that led to them; the result is those bans.
    Change<List<Ban>> without(Predicate<Ban> gone) {
        var removed = bans.values().stream().filter(gone).toList();
        if (removed.isEmpty()) {
            return new Change<>(this, removed);
        }
        var fewer = new TreeMap<>(bans);
        fewer.values().removeIf(gone);
        var rest = new LinkedHashMap<>(counters);
        rest.values().removeIf(counter -> removed.stream().anyMatch(counter::isOf));
        return new Change<>(new Contents(fewer, rest), removed);
    }

    /// Without what has ended by then.
    Change<Ended> at(Instant now) {
        if (nextEnd.isAfter(now)) {
            return new Change<>(this, new Ended(List.of(), List.of()));
        }
        var lifted = without(ban -> ban.isExpired(now));
        var over = lifted.after.counters.values().stream()
                .filter(counter -> !counter.end().isAfter(now))
                .toList();
        var rest = new LinkedHashMap<>(lifted.after.counters);
        over.forEach(counter -> rest.remove(counter.key()));
        return new Change<>(new Contents(lifted.after.bans, rest), new Ended(lifted.result, over));
    }

    /// Counts one occurrence; the result is the counter then. If there is no room for one more counter, the one that
    /// would end first makes room.
    Change<Counter> counted(Rule rule, String source, int server, Instant now) {
        var key = new Counter.Key(rule.event(), source, server);
        var more = new LinkedHashMap<>(counters);
        var present = Optional.ofNullable(more.get(key));
        if (present.isEmpty() && more.size() >= MOST) {
            more.values().stream().min(Comparator.comparing(Counter::end)).ifPresent(first -> more.remove(first.key()));
        }
        var counter = present.map(counted -> counted.oneMore(rule))
                .orElseGet(() -> new Counter(key, 1, rule.most(), now, rule.window(), rule.length()));
        more.put(key, counter);
        return new Change<>(new Contents(bans, more), counter);
    }
}
