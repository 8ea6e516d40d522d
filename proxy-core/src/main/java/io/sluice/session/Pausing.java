package io.sluice.session;

import java.time.Duration;
import java.util.function.Supplier;

/// Nothing happens for a while, on purpose (`DelayOnEvent`); then the session goes on.
///
/// @param then does what has been put off, and says what follows
/// @param given what is given up if the session ends during the pause
record Pausing(Supplier<SessionState> then, Runnable given) implements Occupied {

    static SessionState begin(Session session, Duration pause, Supplier<SessionState> then, Runnable given) {
        session.deadline(Timer.PAUSE, pause);
        return new Pausing(then, given);
    }

    @Override
    public boolean owesAnAnswer() {
        return true;
    }

    @Override
    public SessionState on(SessionEvent event) {
        return event instanceof SessionEvent.TimedOut(var timer) && timer == Timer.PAUSE ? then.get() : this;
    }

    @Override
    public void abandon() {
        given.run();
    }
}
