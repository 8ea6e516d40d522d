package io.sluice.auth;

import java.util.List;

/// Whether a login is one of the proxy's own users, and the events it raises, by the names that ban rules know.
public sealed interface LoginOutcome {
    List<String> events();

    /// The user is who they say: identity after aliases, the groups with the user's own first.
    record Authenticated(String user, long uid, long gid, String home, List<String> groups, List<String> events)
            implements LoginOutcome {
        public Authenticated {
            groups = List.copyOf(groups);
            events = List.copyOf(events);
        }
    }

    /// The client is told no more than that the login is incorrect; the reason is for the log.
    record Refused(String user, Reason reason, List<String> events) implements LoginOutcome {
        public Refused {
            events = List.copyOf(events);
        }

        /// The sentence for the log.
        public String logText() {
            return "password authentication for user '" + user + "' failed: " + reason.text();
        }

        /// The code of the reply.
        public int code() {
            return reason == Reason.EMPTY_PASSWORD ? 501 : 530;
        }
    }

    /// Why a login is refused.
    enum Reason {
        NO_SUCH_USER("No such user"),
        INCORRECT_PASSWORD("Incorrect password"),
        PASSWORD_EXPIRED("Password expired"),
        ACCOUNT_DISABLED("Account disabled"),
        EMPTY_PASSWORD("Empty password refused by AllowEmptyPasswords"),
        ANONYMOUS_PASSWORD("Password refused by AnonRejectPasswords"),
        NOT_AN_ALIAS("Name is no alias and AuthAliasOnly is on"),
        ROOT_LOGIN("Root login refused by RootLogin"),
        INVALID_SHELL("Shell refused by RequireValidShell"),
        FTP_USERS("User refused by UseFtpUsers");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
