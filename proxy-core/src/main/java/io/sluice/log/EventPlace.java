package io.sluice.log;

import io.sluice.ftp.AnonymousUser;
import io.sluice.ftp.WireText;
import io.sluice.module.SessionView;
import java.util.Optional;

/// A part of a server in which directives of an event log hold. A session is in it by what the gateway knows: the
/// directory that replies have told, and the name that the backend has let in.
sealed interface EventPlace {

    /// Whether the session is in it now.
    boolean holds(SessionView session);

    /// Where a place of directories is in the tree: what is deeper comes later.
    int depth();

    /// The whole server, and `<Directory />` in it.
    record Everywhere() implements EventPlace {
        @Override
        public boolean holds(SessionView session) {
            return true;
        }

        @Override
        public int depth() {
            return 0;
        }
    }

    /// `<Anonymous>`: sessions of anonymous users.
    record Anonymous() implements EventPlace {
        @Override
        public boolean holds(SessionView session) {
            return session.user().filter(AnonymousUser::is).isPresent();
        }

        @Override
        public int depth() {
            return 0;
        }
    }

    /// `<Directory path>` and what is below it, as clients see paths.
    ///
    /// @param path wire text without a slash at its end
    record Below(String path) implements EventPlace {
        @Override
        public boolean holds(SessionView session) {
            return session.directory()
                    .map(directory -> ClientPath.resolve(directory, Optional.empty()))
                    .filter(directory -> directory.equals(path) || directory.startsWith(path + "/"))
                    .isPresent();
        }

        @Override
        public int depth() {
            return (int) path.chars().filter(c -> c == '/').count();
        }
    }

    /// `<Directory>` in `<Anonymous>`.
    record Both(EventPlace outer, EventPlace inner) implements EventPlace {
        @Override
        public boolean holds(SessionView session) {
            return outer.holds(session) && inner.holds(session);
        }

        @Override
        public int depth() {
            return inner.depth();
        }
    }

    /// The place of `<Directory path>`; none where it depends on the machine of the server: on homes of users, or on
    /// which directories there are.
    static Optional<EventPlace> ofDirectory(String path) {
        var whole = path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
        if (!whole.startsWith("/") || whole.chars().anyMatch(c -> "*?[".indexOf(c) >= 0)) {
            return Optional.empty();
        }
        var normal = ClientPath.resolve(WireText.of(whole), Optional.empty());
        return Optional.of(normal.equals("/") ? new Everywhere() : new Below(normal));
    }
}
