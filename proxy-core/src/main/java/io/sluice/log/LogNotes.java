package io.sluice.log;

import io.sluice.ftp.WireText;
import io.sluice.module.SessionView;
import java.util.Optional;
import java.util.regex.Pattern;

/// Notes and environment of a session as logs may show them: no URL shows a password.
final class LogNotes {
    private static final Pattern PASSWORD = Pattern.compile("(://[^/@:]*:)[^@]*@");

    private LogNotes() {}

    static Optional<String> note(SessionView session, String name) {
        return Optional.ofNullable(session.notes().get(name)).map(LogNotes::withoutPassword);
    }

    static Optional<String> environment(SessionView session, String name) {
        return Optional.ofNullable(session.environment().get(name))
                .or(() -> Optional.ofNullable(System.getenv(name)).map(WireText::of))
                .map(LogNotes::withoutPassword);
    }

    /// A fact of the session's own, whether it is kept as a note or in its environment.
    static Optional<String> session(SessionView session, String name) {
        return note(session, name)
                .or(() -> Optional.ofNullable(session.environment().get(name)));
    }

    static Optional<Long> number(SessionView session, String name) {
        return note(session, name).filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }

    private static String withoutPassword(String value) {
        return value.contains("://") ? PASSWORD.matcher(value).replaceAll("$1***@") : value;
    }
}
