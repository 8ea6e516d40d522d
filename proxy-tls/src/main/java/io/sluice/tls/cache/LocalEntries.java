package io.sluice.tls.cache;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Entries in the memory of this process, by name, each until its end. Where there is no more room the one goes that
/// was not used for longest. What goes is overwritten. One lock guards it all.
final class LocalEntries {
    private final int mostEntries;
    private final long mostBytes;
    private final InstantSource clock;
    private final LinkedHashMap<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    /// An entry, and the second of the epoch from which on it is gone.
    private record Held(Stamped entry, long end) {}

    LocalEntries(int mostEntries, long mostBytes, InstantSource clock) {
        this.mostEntries = mostEntries;
        this.mostBytes = mostBytes;
        this.clock = clock;
    }

    /// Keeps a copy.
    synchronized void put(String name, Stamped entry, long end) {
        remove(name);
        held.put(name, new Held(new Stamped(entry.text().clone(), entry.moment()), end));
        bytes += entry.text().length;
        if (held.size() > mostEntries || bytes > mostBytes) {
            makeRoom();
        }
    }

    private void makeRoom() {
        long now = now();
        held.entrySet().stream()
                .filter(each -> each.getValue().end() <= now)
                .map(each -> each.getKey())
                .toList()
                .forEach(this::remove);
        while (held.size() > mostEntries || bytes > mostBytes) {
            remove(held.firstEntry().getKey());
        }
    }

    /// A copy of what is there.
    synchronized Optional<Stamped> get(String name) {
        var found = held.get(name);
        if (found == null) {
            return Optional.empty();
        }
        if (found.end() <= now()) {
            remove(name);
            return Optional.empty();
        }
        return Optional.of(
                new Stamped(found.entry().text().clone(), found.entry().moment()));
    }

    /// Removes what is there.
    ///
    /// @return whether it was live
    synchronized boolean remove(String name) {
        var gone = held.remove(name);
        if (gone == null) {
            return false;
        }
        bytes -= gone.entry().text().length;
        Arrays.fill(gone.entry().text(), (byte) 0);
        return gone.end() > now();
    }

    /// Removes everything.
    ///
    /// @return how many were live
    synchronized int clear() {
        int live = size();
        held.keySet().stream().toList().forEach(this::remove);
        return live;
    }

    /// How many are live.
    synchronized int size() {
        long now = now();
        return (int) held.values().stream().filter(each -> each.end() > now).count();
    }

    /// The live names and entries, copied, in the order of their use.
    synchronized Map<String, Stamped> copy(int limit) {
        long now = now();
        var copy = new LinkedHashMap<String, Stamped>();
        held.forEach((name, each) -> {
            if (each.end() > now && copy.size() < limit) {
                copy.put(
                        name,
                        new Stamped(each.entry().text().clone(), each.entry().moment()));
            }
        });
        return copy;
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
