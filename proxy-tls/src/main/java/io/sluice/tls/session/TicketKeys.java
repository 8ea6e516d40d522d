package io.sluice.tls.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/// The ring of keys that session tickets are made and read with (`TLSSessionTicketKeys`). The newest key makes tickets,
/// the older ones read those that they have made and ask for fresh ones, and keys that are too old or too many are
/// gone, with all their tickets.
///
/// A new key is made once the newest is an hour old, or half the age of keys where that is less: when a ticket is to be
/// made, not by a timer. Where the ring is shared, the processes that find the newest key old put a successor in the
/// store, and all of them go on with the one that came first. A name that is not in the ring is looked up there, once a
/// second at most, so a ticket of another process is read as soon as its key is in the store. While the store is lost
/// the ring goes on here, and what came of it is put there later. Two rings become one by taking all keys of both.
///
/// Used from any thread. A thread asks the store under a lock, with the time limit of the store; others wait for it
/// only when they need what it will say.
public final class TicketKeys {
    /// The least age of keys.
    public static final Duration LEAST_AGE = Duration.ofMinutes(1);

    private static final Duration LONGEST_TURN = Duration.ofHours(1);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(1);
    private static final int ATTEMPTS = 2;

    private final Duration age;
    private final int count;
    private final InstantSource clock;
    private final Optional<TicketKeyStore> store;

    private final ReentrantLock changing = new ReentrantLock();
    private volatile TicketKeyRing ring = new TicketKeyRing(List.of());
    private Instant lastRead = Instant.MIN; // under the lock

    /// A ring for this process.
    ///
    /// @param age how long a key is good for, from its making; at least [#LEAST_AGE]
    /// @param count the most keys, at least 1
    public TicketKeys(Duration age, int count, InstantSource clock) {
        this(age, count, clock, Optional.empty());
    }

    /// A ring that others have part in.
    public TicketKeys(Duration age, int count, InstantSource clock, TicketKeyStore store) {
        this(age, count, clock, Optional.of(store));
    }

    private TicketKeys(Duration age, int count, InstantSource clock, Optional<TicketKeyStore> store) {
        if (age.compareTo(LEAST_AGE) < 0) {
            throw new IllegalArgumentException("max key age must be at least 60sec");
        }
        if (count < 1) {
            throw new IllegalArgumentException("max key count must be at least 1");
        }
        this.age = age;
        this.count = count;
        this.clock = clock;
        this.store = store;
    }

    /// The key to make a ticket with.
    public TicketKey newest() {
        var now = clock.instant();
        var newest = ring.newest();
        if (newest.isPresent() && !isOld(newest.get(), now)) {
            return newest.get();
        }
        changing.lock();
        try {
            return renewed(now);
        } finally {
            changing.unlock();
        }
    }

    /// The key to read a ticket with, by the name in it.
    public Optional<Found> find(byte[] name) {
        var now = clock.instant();
        var here = find(ring, name, now);
        if (here.isPresent() || store.isEmpty()) {
            return here;
        }
        changing.lock();
        try {
            if (!now.isBefore(lastRead.plus(BETWEEN_READS))) {
                lastRead = now;
                store.get().read().flatMap(TicketKeyRing::parse).ifPresent(there -> ring = limited(there, now));
            }
        } finally {
            changing.unlock();
        }
        return find(ring, name, now);
    }

    private Optional<Found> find(TicketKeyRing ring, byte[] name, Instant now) {
        return ring.find(name)
                .filter(key -> key.created().plus(age).isAfter(now))
                .map(key -> new Found(key, isOld(key, now) || !ring.newest().equals(Optional.of(key))));
    }

    private TicketKey renewed(Instant now) {
        var next = ring;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var known = store.flatMap(TicketKeyStore::read);
            next = limited(known.flatMap(TicketKeyRing::parse).orElse(new TicketKeyRing(List.of())), now);
            if (next.newest().filter(key -> !isOld(key, now)).isEmpty()) {
                next = next.with(TicketKey.random(now)).limited(age, count, now);
            }
            if (store.isEmpty() || isShared(store.get(), known, next.bytes())) {
                break;
            }
        }
        ring = next;
        return next.newest().orElseThrow();
    }

    private static boolean isShared(TicketKeyStore store, Optional<byte[]> known, byte[] next) {
        return known.map(there -> Arrays.equals(there, next) || store.replace(there, next))
                .orElseGet(() -> store.create(next));
    }

    private TicketKeyRing limited(TicketKeyRing there, Instant now) {
        return there.and(ring).limited(age, count, now);
    }

    private boolean isOld(TicketKey key, Instant now) {
        var turn = age.dividedBy(2);
        return !now.isBefore(key.created().plus(turn.compareTo(LONGEST_TURN) < 0 ? turn : LONGEST_TURN));
    }

    /// A key that reads a ticket.
    ///
    /// @param renew whether the client should be given a fresh ticket, as the key is not the newest, or not for long
    public record Found(TicketKey key, boolean renew) {}
}
