package io.sluice.server;

import io.sluice.filter.LiveSessions;
import io.sluice.module.EndReason;
import io.sluice.module.SessionView;
import io.sluice.session.Session;
import io.sluice.session.SessionEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/// The sessions that are open.
final class Sessions implements LiveSessions {
    private final ConcurrentMap<Long, Session> open = new ConcurrentHashMap<>();
    private final Object ended = new Object();

    void add(Session session) {
        open.put(session.id(), session);
    }

    void remove(long id) {
        open.remove(id);
        synchronized (ended) {
            ended.notifyAll();
        }
    }

    int count() {
        return open.size();
    }

    @Override
    public Stream<SessionView> of(SessionView.ServerView server) {
        return open.values().stream()
                .filter(session -> session.server().port() == server.port()
                        && session.server().address().equals(server.address()))
                .map(session -> session);
    }

    /// Tells every session to end and waits for it, no longer than `limit`.
    void endAll(EndReason reason, Duration limit) throws InterruptedException {
        long until = System.nanoTime() + limit.toNanos();
        for (Session session : open.values()) {
            Thread.ofVirtual().start(() -> session.post(new SessionEvent.Told(reason, Optional.empty())));
        }
        synchronized (ended) {
            for (long left = until - System.nanoTime(); !open.isEmpty() && left > 0; left = until - System.nanoTime()) {
                ended.wait(Math.max(1, Duration.ofNanos(left).toMillis()));
            }
        }
    }
}
