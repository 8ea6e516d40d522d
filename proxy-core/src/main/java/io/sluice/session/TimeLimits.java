package io.sluice.session;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The deadlines of one session: those of its states, and those of its own limits (`TimeoutIdle`, `TimeoutLogin`,
/// `TimeoutNoTransfer`, `TimeoutSession`). Used by the session's loop, but for [#touch].
final class TimeLimits {
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final Session session;
    private final Deadlines deadlines;
    private volatile long lastActivity = System.nanoTime();

    /// @param strike is called from another thread when a deadline may have passed
    TimeLimits(Session session, Clock clock, Runnable strike) {
        this.session = session;
        this.deadlines = new Deadlines(clock, strike);
    }

    /// Says that the session is not idle. Callable from any thread.
    void touch() {
        lastActivity = System.nanoTime();
    }

    void set(Timer timer, Duration fromNow) {
        deadlines.set(timer, fromNow);
    }

    void clear(Timer timer) {
        deadlines.clear(timer);
    }

    void cancelAll() {
        deadlines.cancelAll();
    }

    /// The deadlines that have passed, each told once.
    List<Timer> passed() {
        return deadlines.passed();
    }

    void idle() {
        deadlines.set(Timer.IDLE, session.settings().idle());
    }

    /// The client has come, or has come to another virtual host.
    void entered() {
        deadlines.set(Timer.LOGIN, session.settings().login());
        wholeSession();
    }

    void loggedIn() {
        deadlines.clear(Timer.LOGIN);
        deadlines.set(Timer.NO_TRANSFER, session.settings().noTransfer());
        wholeSession();
    }

    /// Sets the limit of the whole session, which may depend on who the client is by now.
    void wholeSession() {
        session.settings().whole().stream()
                .filter(limit -> limit.condition().map(this::holds).orElse(true))
                .findFirst()
                .ifPresent(limit -> {
                    var left = limit.most().minus(lasted());
                    deadlines.set(Timer.SESSION, left.isPositive() ? left : AT_ONCE);
                });
    }

    private boolean holds(SessionDirectives.SessionLimit.Condition condition) {
        var facts = session.facts();
        var value = switch (condition.kind()) {
            case "user" -> facts.user();
            case "class" -> facts.clientClass();
            default -> facts.group();
        };
        return value.filter(condition.expression()::equals).isPresent();
    }

    /// How the session ends by a limit of its own whose deadline has passed; not if it has been active meanwhile.
    Optional<Expiry> expiry(Timer timer) {
        var settings = session.settings();
        return switch (timer) {
            case IDLE -> idleExpiry(settings.idle());
            case LOGIN -> Optional.of(Expiry.login(settings.login()));
            case NO_TRANSFER -> Optional.of(Expiry.noTransfer(settings.noTransfer()));
            case SESSION -> Optional.of(Expiry.session(lasted()));
            case PAUSE, STALLED, LINGER, REPLY, HANDSHAKE -> Optional.empty();
        };
    }

    private Optional<Expiry> idleExpiry(Duration limit) {
        var left = limit.minusNanos(System.nanoTime() - lastActivity);
        if (left.isPositive()) {
            deadlines.set(Timer.IDLE, left);
            return Optional.empty();
        }
        return Optional.of(Expiry.idle(limit));
    }

    private Duration lasted() {
        return Duration.between(session.facts().started(), Instant.now());
    }
}
