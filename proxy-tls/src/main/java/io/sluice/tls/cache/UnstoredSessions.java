package io.sluice.tls.cache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// The TLS sessions that are not in the shared store: those on their way there, and those it did not take, because they
/// are too large or it was lost. At most 1 MiB of them is kept; the one goes first that was not used for longest.
///
/// One thread at a time writes the session of a name, and what was asked last holds in the end: a session that is
/// stored again while its first text is written is written again, and one that is removed meanwhile is removed again.
final class UnstoredSessions {
    private static final long MOST_BYTES = 1L << 20;
    private static final int MOST_WRITES = 64;
    private static final int MOST_ON_THEIR_WAY = 4096;

    /// How long a session waits for its turn to go to the store.
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final String type;
    private final CacheLog log;
    private final InstantSource clock;
    private final LocalEntries kept;
    private final Semaphore writes = new Semaphore(MOST_WRITES);
    private final Map<String, Wish> onTheirWay = new HashMap<>();
    private int writers;

    /// What the store is to have of a name: a session, or nothing. Equal to itself alone.
    private static final class Wish {
        final Optional<Stamped> entry;

        Wish(Optional<Stamped> entry) {
            this.entry = entry;
        }
    }

    UnstoredSessions(String type, CacheLog log, InstantSource clock) {
        this.type = type;
        this.log = log;
        this.clock = clock;
        this.kept = new LocalEntries(SessionCache.MOST_SESSIONS, MOST_BYTES, clock);
    }

    /// Keeps a session, and sends it to the store on a thread of its own.
    synchronized void send(SharedEntries entries, String name, Stamped entry) {
        kept.put(name, entry, entry.moment());
        if (onTheirWay.containsKey(name)) {
            onTheirWay.put(name, new Wish(Optional.of(entry)));
        } else if (writers < MOST_ON_THEIR_WAY) {
            onTheirWay.put(name, new Wish(Optional.of(entry)));
            writers++;
            Thread.ofVirtual().name("TLS session store").start(() -> inTurn(entries, name));
        }
    }

    Optional<Stamped> get(String name) {
        return kept.get(name);
    }

    /// Forgets a session; if it is on its way to the store, it is removed there once it has arrived.
    synchronized void remove(String name) {
        kept.remove(name);
        onTheirWay.replace(name, new Wish(Optional.empty()));
    }

    synchronized void clear() {
        kept.clear();
        onTheirWay.replaceAll((_, _) -> new Wish(Optional.empty()));
    }

    /// Whether anything is on its way to the store.
    synchronized boolean isSending() {
        return writers > 0;
    }

    private void inTurn(SharedEntries entries, String name) {
        boolean written = false;
        try {
            if (writes.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                try {
                    while (!written) {
                        var wish = wish(name);
                        boolean taken =
                                wish.entry.isPresent() ? put(entries, name, wish.entry.get()) : remove(entries, name);
                        written = isLast(name, wish, taken);
                    }
                } finally {
                    writes.release();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            ended(name, written);
        }
    }

    private synchronized Wish wish(String name) {
        return Objects.requireNonNull(onTheirWay.get(name), "only its writer ends the way of a session");
    }

    /// Ends the way of a session if nothing was asked since; it is kept here no longer if the store has taken it.
    private synchronized boolean isLast(String name, Wish wish, boolean taken) {
        boolean last = onTheirWay.remove(name, wish);
        if (last && taken) {
            kept.remove(name);
        }
        return last;
    }

    private synchronized void ended(String name, boolean written) {
        if (!written) {
            onTheirWay.remove(name);
        }
        writers--;
    }

    private static boolean remove(SharedEntries entries, String name) {
        try {
            entries.remove(name, Deadline.after(SessionCache.LIMIT));
        } catch (CacheException _) {
            // told by who removed it, to whom the same store failed
        }
        return true;
    }

    private boolean put(SharedEntries entries, String name, Stamped entry) {
        try {
            var left = Duration.between(clock.instant(), Instant.ofEpochSecond(entry.moment()));
            if (left.isPositive()) {
                entries.put(name, entry, Expiry.after(left), Deadline.after(SessionCache.LIMIT));
            }
            return true;
        } catch (CacheException e) {
            if (e.kind() == Kind.TOO_LARGE) {
                log.line(Subject.SESSIONS.tooLarge(type, entry.text().length));
            } else {
                log.line("error adding session to '" + type + "' cache: " + e.getMessage());
            }
            return false;
        } finally {
            Arrays.fill(entry.text(), (byte) 0);
        }
    }
}
