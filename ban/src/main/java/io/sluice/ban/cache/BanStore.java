package io.sluice.ban.cache;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.ban.Ban;
import io.sluice.ban.BanType;
import io.sluice.ban.cache.Owed.State.Absent;
import io.sluice.ban.cache.Owed.State.Present;
import io.sluice.ban.cache.Owed.Subject;
import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Capabilities.Feature;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/// The bans in a store, as all configurations of this process that use it see them.
///
/// A call that fails makes the store *lost*: nobody asks it any more, so that an outage costs one session one wait. In
/// the background it is asked until it answers; its own circuit keeps these questions from a server that is down, and
/// logs the outage and its end. Then it gets what it should have of this instance: bans that ended or were lifted
/// meanwhile are not among it. A store that answers and takes no values, such as a full one, is lost no more, and is
/// told in the background alone until it takes them.
final class BanStore implements AutoCloseable {
    private static final byte[] PREFIX = "mod_ban.".getBytes(US_ASCII);

    /// No expiry of a store is longer.
    private static final Duration LONGEST_EXPIRY = Duration.ofDays(36_500);

    /// Between two questions of whether a lost store is back: at first, and at most.
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Cache cache;
    private final boolean compares;
    private final EntryFormat format;
    private final InstantSource clock;
    private final Owed owed = new Owed();
    private final Waits waits = new Waits();
    private final AtomicBoolean isLost = new AtomicBoolean();

    /// Whether what the store should have is told in the background.
    private final AtomicBoolean isOwing = new AtomicBoolean();

    private final AtomicBoolean isClosed = new AtomicBoolean();

    BanStore(CacheStore store, EntryFormat format, InstantSource clock) throws CacheException {
        this.cache = store.namespace(PREFIX);
        this.compares = store.capabilities().has(Feature.COMPARE_AND_SET);
        this.format = format;
        this.clock = clock;
    }

    /// Hears of the failure by which a store is lost, on the thread that met it.
    @FunctionalInterface
    interface Loss {
        void because(CacheException failure);
    }

    /// What is under a key, undecoded.
    Optional<Entry> find(BanType type, String name, Loss loss) throws CacheException {
        return ask(deadline -> cache.get(format.key(type, name), deadline), loss);
    }

    SharedEntry decoded(Entry found) throws Undecodable {
        return format.read(found.value());
    }

    /// Removes what was found, and nothing that was put there since.
    void discard(BanType type, String name, Entry found, Loss loss) throws CacheException {
        byte[] key = format.key(type, name);
        ask(deadline -> compares ? cache.removeIf(key, found, deadline) : cache.remove(key, deadline), loss);
    }

    /// Writes a ban, now or when the store is back.
    void add(Ban ban, InetSocketAddress local, Loss loss) throws CacheException {
        settle(new Subject(ban.type(), ban.name()), owed.added(ban, local, clock.instant()), loss);
    }

    /// Removes a ban, now or when the store is back.
    void remove(BanType type, String name, Loss loss) throws CacheException {
        settle(new Subject(type, name), owed.removed(type, name), loss);
    }

    private void settle(Subject subject, Owed.State state, Loss loss) throws CacheException {
        if (isOwing.get()) {
            throw new CacheException(Kind.UNAVAILABLE, "it has failed before, and is told later");
        }
        try {
            ask(
                    deadline -> {
                        pay(subject, state, deadline);
                        return true;
                    },
                    loss);
        } catch (CacheException e) {
            if (e.kind().isOfTheStore()) {
                // Also where the session had no time left, so that the store was not asked.
                waitInBackground();
            } else {
                owed.forget(subject, state);
            }
            throw e;
        }
    }

    private void pay(Subject subject, Owed.State state, Deadline deadline) throws CacheException {
        byte[] key = format.key(subject.type(), subject.name());
        switch (state) {
            case Present(var ban, var local, var isWritten) -> {
                var now = clock.instant();
                byte[] value = format.value(SharedEntry.of(ban, local, now));
                var expiry = expiry(ban, now);
                if (isWritten) {
                    cache.putIfAbsent(key, value, expiry, deadline);
                } else {
                    cache.put(key, value, expiry, deadline);
                }
            }
            case Absent _ -> cache.remove(key, deadline);
        }
        owed.settled(subject, state);
    }

    /// Whole seconds, so that a store of absolute times ends the entry when it says itself.
    private static Expiry expiry(Ban ban, Instant now) throws CacheException {
        if (ban.expires().isEmpty()) {
            return Expiry.NEVER;
        }
        long seconds = Math.max(1, ban.expires().get().getEpochSecond() - now.getEpochSecond());
        return seconds > LONGEST_EXPIRY.toSeconds() ? Expiry.NEVER : Expiry.after(Duration.ofSeconds(seconds));
    }

    private interface Question<T> {
        T ask(Deadline deadline) throws CacheException;
    }

    private <T> T ask(Question<T> question, Loss loss) throws CacheException {
        if (isLost.get()) {
            throw new CacheException(Kind.UNAVAILABLE, "it does not answer since a failure before, and is told later");
        }
        var deadline = waits.deadline();
        deadline.check();
        long begin = System.nanoTime();
        try {
            return question.ask(deadline);
        } catch (CacheException e) {
            if (e.kind().isOfTheStore() && !Thread.currentThread().isInterrupted()) {
                waits.waitedInVain(Duration.ofNanos(System.nanoTime() - begin));
                if (waitInBackground()) {
                    loss.because(e);
                }
            }
            throw e;
        }
    }

    /// Leaves the store alone until it answers a question that no session waits for.
    ///
    /// @return whether that begins now
    private boolean waitInBackground() {
        boolean begins = isLost.compareAndSet(false, true);
        if (isOwing.compareAndSet(false, true)) {
            Thread.ofVirtual().name("shared bans").start(this::waitUntilBack);
        }
        return begins;
    }

    private void waitUntilBack() {
        var pause = FIRST_PAUSE;
        while (!isClosed.get()) {
            boolean answers = false;
            boolean isPaid = false;
            try {
                cache.get(format.key(BanType.HOST, ""), Deadline.after(Waits.PHASE));
                answers = true;
                payAll();
                isPaid = true;
                // In this order: whoever loses it from now on waits on a thread of its own.
                isOwing.set(false);
                isLost.set(false);
                // What came between the last look and this moment.
                payUnsettled();
                return;
            } catch (CacheException | RuntimeException e) {
                if (isPaid && !isOwing.compareAndSet(false, true)) {
                    return; // another thread has begun to wait
                }
                // A fault of a store's must not end the waiting, or it would be lost for ever.
                isLost.set(!answers);
                boolean isOver = e instanceof CacheException failure && failure.kind() == Kind.CLOSED;
                if (isOver || !slept(pause)) {
                    return;
                }
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static boolean slept(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            return false;
        }
    }

    private void payAll() throws CacheException {
        for (var debt : owed.all(clock.instant())) {
            payOrForget(debt);
        }
        payUnsettled();
    }

    private void payUnsettled() throws CacheException {
        for (var debt : owed.unsettled(clock.instant())) {
            payOrForget(debt);
        }
    }

    private void payOrForget(Owed.Debt debt) throws CacheException {
        try {
            pay(debt.subject(), debt.state(), Deadline.after(Waits.PHASE));
        } catch (CacheException e) {
            if (e.kind().isOfTheStore() || e.kind() == Kind.CLOSED) {
                throw e;
            }
            owed.forget(debt.subject(), debt.state());
        }
    }

    /// Ends what goes on in the background. The store itself is the core's.
    @Override
    public void close() {
        isClosed.set(true);
    }
}
