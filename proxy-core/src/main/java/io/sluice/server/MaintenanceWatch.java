package io.sluice.server;

import io.sluice.filter.ShutdownNotice;
import io.sluice.session.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;

/// Ends the sessions there are when the disconnect time of the maintenance file has come. New ones are refused by the
/// notice itself.
final class MaintenanceWatch implements AutoCloseable {
    private final ShutdownNotice notice;
    private final Duration interval;
    private final Sessions sessions;
    private final Clock clock;
    private Optional<Future<?>> next = Optional.empty();
    private boolean closed;

    MaintenanceWatch(ShutdownNotice notice, Duration interval, Sessions sessions, Clock clock) {
        this.notice = notice;
        this.interval = interval;
        this.sessions = sessions;
        this.clock = clock;
    }

    /// Looks at every interval from now on.
    synchronized void start() {
        if (!closed) {
            next = Optional.of(clock.after(interval.toNanos(), this::look));
        }
    }

    private void look() {
        try {
            if (notice.notice().isPresent()) {
                sessions.open()
                        .forEach(session -> notice.disconnection(session.facts())
                                .ifPresent(end -> session.dismiss(end.reason(), end.reply())));
            }
        } finally {
            start();
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        next.ifPresent(look -> look.cancel(false));
    }
}
