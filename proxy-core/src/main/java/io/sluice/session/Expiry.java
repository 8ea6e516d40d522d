package io.sluice.session;

import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import java.time.Duration;

/// The end of a session by one of its time limits: what the client is told, and how logs and bans know it.
record Expiry(String what, Duration limit, String directive, String event) {

    static Expiry idle(Duration limit) {
        return new Expiry("Idle timeout", limit, "TimeoutIdle", "core.timeout-idle");
    }

    static Expiry login(Duration limit) {
        return new Expiry("Login timeout", limit, "TimeoutLogin", "core.timeout-login");
    }

    static Expiry noTransfer(Duration limit) {
        return new Expiry("No transfer timeout", limit, "TimeoutNoTransfer", "core.timeout-no-transfer");
    }

    static Expiry session(Duration limit) {
        return new Expiry("Session Timeout", limit, "TimeoutSession", "core.timeout-session");
    }

    String text() {
        var unit = limit.toSeconds() == 1 && directive.equals("TimeoutLogin") ? "second" : "seconds";
        return what + " (" + limit.toSeconds() + " " + unit + "): closing control connection";
    }

    /// The same for the log.
    String logText() {
        return (directive.equals("TimeoutLogin") ? "Login timeout exceeded, disconnected" : text()) + " (" + directive
                + ")";
    }

    Reply reply() {
        return Reply.of(421, text());
    }

    EndReason reason() {
        return EndReason.of(EndReason.Kind.TIMEOUT, directive);
    }
}
