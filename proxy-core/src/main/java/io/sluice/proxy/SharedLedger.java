package io.sluice.proxy;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import io.sluice.datastore.SharedSpace;
import io.sluice.proxy.lookup.Member;
import io.sluice.proxy.policy.Choice;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.proxy.policy.PoolSnapshot;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// A ledger that gateways share through a store.
///
/// Whose turn it is is one entry, read before a choice and replaced by it: of gateways that choose at once one
/// succeeds, and the others choose again. Where the policy counts sessions, each gateway has its own counts under a key
/// of its own, with an expiry that it keeps putting off; they are written before the turn is taken, so that whoever
/// takes the next sees them. A gateway that dies is forgotten when its lease is over. Where the store has no turn, or
/// has dropped it for want of room, whoever comes first goes on where its process was.
///
/// What a session waits for is bounded. When the store is lost, choices go by what this process knows; when it is back,
/// whose turn it is and what others count comes from the store, and what this gateway counts goes there.
///
/// `turn` is held by whoever works on the entries for this gateway, one at a time, so that its counts are never
/// replaced by older ones.
final class SharedLedger implements Ledger {
    private static final Duration SIGN_OF_LIFE = SharedPool.LEASE.dividedBy(3);
    private static final Duration TURNS_LAST = Duration.ofDays(1);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(1);

    private final SharedSpace space;
    private final String name;
    private final int size;
    private final LocalLedger local;
    private final Roster roster;
    private final ReentrantLock turn = new ReentrantLock();
    private final Semaphore news = new Semaphore(0);
    private final Optional<Thread> teller;
    private final AtomicBoolean telling = new AtomicBoolean();
    private volatile boolean closed;

    /// A ledger in a place of a store.
    ///
    /// @param local what sessions of this process leave behind
    SharedLedger(SharedPool place, ConnectPolicy policy, List<Member> members, LocalLedger local) {
        this.space = place.space();
        this.name = place.ledger(policy, members);
        this.size = members.size();
        this.local = local;
        this.roster = new Roster(space, name, UUID.randomUUID().toString(), size);
        this.teller = policy.countsConnections()
                ? Optional.of(Thread.ofVirtual().name("ledger").unstarted(this::tell))
                : Optional.empty();
    }

    @Override
    public Chosen choose(ConnectPolicy policy, Client client, List<Integer> tried, long lot, Deadline deadline) {
        teller.filter(_ -> telling.compareAndSet(false, true)).ifPresent(Thread::start);
        var pending = new Pending();
        try {
            return space.within(deadline, () -> chooseThere(policy, client, tried, lot, deadline, pending));
        } catch (CacheException _) { // that the store is lost has been told
            pending.abandon();
            var chosen = local.choose(policy, client, tried, lot, deadline);
            return new Chosen(chosen.choice(), telling(chosen.hold()));
        }
    }

    private Chosen chooseThere(
            ConnectPolicy policy, Client client, List<Integer> tried, long lot, Deadline deadline, Pending pending)
            throws CacheException, InterruptedException {
        takeTurn(deadline);
        try {
            while (true) {
                deadline.check();
                var read = space.get(name, deadline);
                var present =
                        read.flatMap(entry -> Turns.parse(entry.value(), size)).orElseGet(local::turns);
                var standings =
                        policy.countsConnections() ? roster.together(local.standings(), deadline) : local.standings();
                var snapshot = new PoolSnapshot(present.in(standings), present.last(), OptionalInt.empty(), tried, lot);
                var choice = policy.choose(snapshot, client);
                if (take(policy, choice, read, present.after(choice.index()), deadline, pending)) {
                    return new Chosen(choice, telling(pending.hold()));
                }
            }
        } finally {
            turn.unlock();
        }
    }

    private boolean take(
            ConnectPolicy policy, Choice choice, Optional<Entry> read, Turns next, Deadline deadline, Pending pending)
            throws CacheException {
        if (policy.countsConnections()) {
            pending.holds(local.hold(choice.index()));
            roster.tell(local.standings(), deadline);
            if (!roster.joined(deadline)) {
                roster.join(deadline);
            }
        }
        if (space.replace(name, read, next.bytes(), Expiry.after(TURNS_LAST), deadline)) {
            local.turn(next.last(), next.due());
            return true;
        }
        pending.hold().release();
        return false;
    }

    private void takeTurn(Deadline deadline) throws CacheException, InterruptedException {
        if (!turn.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
            throw new CacheException(CacheException.Kind.TIMEOUT, "others of this gateway are choosing");
        }
    }

    /// What a choice under way holds, which nobody has after it was given up.
    private static final class Pending {
        private Route.Hold hold = Route.Hold.NONE;
        private boolean abandoned;

        synchronized void holds(Route.Hold taken) {
            hold = taken;
            if (abandoned) {
                taken.release();
            }
        }

        synchronized Route.Hold hold() {
            return hold;
        }

        synchronized void abandon() {
            abandoned = true;
            hold.release();
        }
    }

    /// A hold whose end the others are told, by and by: whoever lets go does not wait for the store.
    private Route.Hold telling(Route.Hold hold) {
        return hold.equals(Route.Hold.NONE)
                ? hold
                : () -> {
                    hold.release();
                    news.release();
                };
    }

    @Override
    public void measured(int index, Duration took) {
        local.measured(index, took);
        news.release();
    }

    @Override
    public List<Standing> standings() {
        return local.standings();
    }

    /// Tells the others what this gateway counts, whenever that has changed and as a sign of life.
    private void tell() {
        try {
            while (!closed) {
                tellOnce(false);
                if (news.tryAcquire(SIGN_OF_LIFE.toNanos(), TimeUnit.NANOSECONDS)) {
                    news.drainPermits();
                }
            }
            tellOnce(true);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellOnce(boolean last) {
        var deadline = Deadline.after(SharedPool.LONGEST_WAIT);
        try {
            space.within(deadline, () -> {
                takeTurn(deadline);
                try {
                    if (last) {
                        roster.leave(deadline);
                    } else {
                        roster.tell(local.standings(), deadline);
                        roster.join(deadline);
                    }
                    return true;
                } finally {
                    turn.unlock();
                }
            });
        } catch (CacheException _) {
            // that the store is lost has been told; the next sign of life comes in any case
        }
    }

    /// Takes this gateway's counts out of the store, if that answers.
    @Override
    public void close() {
        closed = true;
        news.release();
        teller.filter(_ -> telling.get()).ifPresent(thread -> {
            try {
                thread.join(LONGEST_CLOSE);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }
}
