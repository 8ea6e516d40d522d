package io.sluice.session;

import io.sluice.filter.EventDelays;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/// What follows a refused password, whoever refused it: it is counted, answered after the pause that `DelayOnEvent`
/// asks for, and the last one allowed ends the session (`MaxLoginAttempts`).
public final class RefusedLogin {
    private RefusedLogin() {}

    /// Answers the client.
    ///
    /// @param why for the log, as wire text
    /// @param stay the state that follows if the session goes on
    public static SessionState on(Session session, Exchange exchange, String why, Reply reply, SessionState stay) {
        boolean last = session.login().passwordRefused(why);
        Supplier<SessionState> answer = () -> {
            exchange.finish(reply);
            if (last) {
                session.end(EndReason.of(EndReason.Kind.POLICY, "Denied by MaxLoginAttempts"));
            }
            return stay;
        };
        var pause = EventDelays.pause(
                session.host().directives(), EventDelays.Event.FAILED_LOGIN, ThreadLocalRandom.current());
        if (pause.isEmpty()) {
            return answer.get();
        }
        return Pausing.begin(session, pause.get(), answer, () -> {
            exchange.finishUnanswered();
            stay.abandon();
        });
    }
}
