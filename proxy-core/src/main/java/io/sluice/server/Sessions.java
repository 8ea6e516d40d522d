package io.sluice.server;

import io.sluice.filter.LiveSessions;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.module.SessionView;
import io.sluice.session.Session;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The clients that are here: from the moment a connection is accepted a [Visit] has a place, which counts against
/// `MaxInstances` until its session has ended; its connection is held until it is closed.
final class Sessions implements LiveSessions {
    private final ConcurrentMap<Long, Session> open = new ConcurrentHashMap<>();
    private final Set<Visit> visits = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;
    private int places;

    /// Takes a place for one more, if there is one.
    synchronized boolean takePlace(OptionalInt most) {
        if (most.isPresent() && places >= most.getAsInt()) {
            return false;
        }
        places++;
        return true;
    }

    synchronized void givePlaceBack() {
        places--;
        notifyAll();
    }

    void add(Visit visit) {
        visits.add(visit);
    }

    void remove(Visit visit) {
        visits.remove(visit);
        synchronized (this) {
            notifyAll();
        }
    }

    void add(Session session) {
        open.put(session.facts().id(), session);
        if (closing) {
            session.dismiss(EndReason.of(EndReason.Kind.SHUTDOWN), Optional.empty());
        }
    }

    void remove(long id) {
        open.remove(id);
    }

    List<Session> open() {
        return List.copyOf(open.values());
    }

    @Override
    public Stream<SessionView> of(SessionView.ServerView server) {
        return open.values().stream()
                .<SessionView>map(Session::facts)
                .filter(session -> session.server().port() == server.port()
                        && session.server().address().equals(server.address()));
    }

    /// Tells sessions to end for which the condition holds, the oldest first, and no more than `most`. Returns how
    /// many, at once.
    int end(Predicate<SessionView> which, int most, EndReason reason, Optional<Reply> farewell) {
        var meant = open().stream()
                .filter(session -> which.test(session.facts()))
                .sorted(Comparator.comparingLong(session -> session.facts().id()))
                .limit(most)
                .toList();
        meant.forEach(session -> session.dismiss(reason, farewell));
        return meant.size();
    }

    /// Tells every session to end, those to come too, and waits until all have, no longer than `longest`; then for
    /// their clients to close their connections, no longer than `farewell`; then closes what is left.
    void endAll(Duration longest, Duration farewell) throws InterruptedException {
        closing = true;
        open().forEach(session -> session.dismiss(EndReason.of(EndReason.Kind.SHUTDOWN), Optional.empty()));
        visits.forEach(Visit::hurry);
        try {
            await(longest, () -> places <= 0);
            await(farewell, visits::isEmpty);
        } finally {
            visits.forEach(Visit::cut);
        }
    }

    /// Waits until there is no session any more, no longer than `longest`.
    void awaitNone(Duration longest) throws InterruptedException {
        await(longest, () -> places <= 0);
    }

    private synchronized void await(Duration longest, BooleanSupplier condition) throws InterruptedException {
        long until = System.nanoTime() + longest.toNanos();
        for (long left = longest.toNanos(); !condition.getAsBoolean() && left > 0; left = until - System.nanoTime()) {
            wait(Math.max(1, Duration.ofNanos(left).toMillis()));
        }
    }
}
