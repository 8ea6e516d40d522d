package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStatistics;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What `ftpdctl tls sesscache info` and `ocspcache info` say of a cache in a shared store: the text of the reference,
/// with what it leaves out. A store that is down is said to be so, and its counters are left out.
record CacheStatus(Subject subject, String type) {

    /// The status, without the entries.
    List<String> lines(SharedEntries entries, Deadline deadline) {
        return type.equals("shm") ? segment(entries.store()) : server(entries, deadline);
    }

    private String heading() {
        return switch (type) {
            case "redis" -> "Redis " + subject.heading + " provided by mod_tls_redis/0.1";
            case "memcache" -> "Memcache " + subject.heading + " provided by mod_tls_memcache/0.2";
            case "shm" -> "Shared memory (shm) " + subject.heading + " provided by mod_tls_shmcache/0.2";
            default ->
                type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1) + " " + subject.heading
                        + " provided by " + type;
        };
    }

    private String place() {
        return switch (type) {
            case "redis" -> "Redis server: ";
            case "memcache" -> "Memcache servers: ";
            default -> "Store: ";
        };
    }

    private List<String> server(SharedEntries entries, Deadline deadline) {
        var lines = new ArrayList<String>();
        lines.add(heading());
        lines.add("");
        lines.add(place() + entries.store().address() + " (" + state(entries.store()) + ")");
        try {
            entries.counts().read(deadline).forEach((counter, count) -> {
                lines.add(counter.words(subject) + ": " + count);
            });
        } catch (CacheException e) {
            lines.set(lines.size() - 1, place() + entries.store().address() + " (down: " + e.getMessage() + ")");
        }
        return lines;
    }

    private static String state(CacheStore store) {
        long down = store.statistics().more().getOrDefault("servers down", 0L);
        return switch (store.state()) {
            case UP -> down == 0 ? "up" : "up, " + down + " of them down";
            case DOWN -> "down";
            case CLOSED -> "closed";
        };
    }

    private List<String> segment(CacheStore store) {
        CacheStatistics statistics = store.statistics();
        var more = statistics.more();
        var cached = subject == Subject.SESSIONS ? "session cache size" : "response cache size";
        var lines = new ArrayList<String>();
        lines.add(heading());
        lines.add("");
        lines.add("Shared memory segment ID: " + count(more, "segment id"));
        lines.add("Shared memory segment size: " + count(more, "segment size") + " bytes");
        lines.add("Shared memory cache created on: " + SessionBlock.time(count(more, "created")));
        lines.add("Shared memory attach count: " + Math.max(1, count(more, "attached")));
        lines.add("");
        lines.add("Max " + cached + ": " + count(more, "capacity"));
        lines.add("Current " + cached + ": " + statistics.entries().orElse(0));
        lines.add("");
        lines.add(line(Counter.HITS, more));
        lines.add(line(Counter.MISSES, more));
        lines.add("");
        lines.add(line(Counter.STORES, more));
        lines.add(line(Counter.DELETES, more));
        lines.add("Cache lifetime " + subject.many() + " expired: " + count(more, "lifetime expired"));
        lines.add("");
        lines.add(line(Counter.ERRORS, more));
        lines.add(line(Counter.EXCEEDS, more));
        if (count(more, Counter.EXCEEDS.ofStore) > 0) {
            lines.add("  " + line(Counter.LARGEST, more));
        }
        return lines;
    }

    private String line(Counter counter, Map<String, Long> more) {
        return counter.words(subject) + ": " + count(more, counter.ofStore);
    }

    private static long count(Map<String, Long> more, String name) {
        return more.getOrDefault(name, 0L);
    }
}
