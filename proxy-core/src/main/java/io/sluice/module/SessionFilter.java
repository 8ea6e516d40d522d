package io.sluice.module;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import java.util.Optional;

/// A place in the pipeline every session runs through. Filters are asked in the order of their [Phase]; the first that
/// refuses decides. All calls for one session come one after the other, those of different sessions at once.
public interface SessionFilter {

    /// The order of the pipeline.
    enum Phase {
        /// Gives the session its class.
        CLASSIFY,
        /// Changes a command before anything looks at it.
        REWRITE,
        /// Tests of syntax and size: `AllowFilter`, `DenyFilter`, `MaxCommandRate`.
        SYNTAX,
        /// Who may connect or log in at all: `<Limit LOGIN>` of the server.
        LOGIN,
        /// Lays the conditional sections that hold over the directives of the server.
        OVERLAY,
        /// Who may connect or log in under the directives that hold now: wrap, geography, and `<Limit LOGIN>` if
        /// anything has been laid over the server.
        ACCESS,
        /// Bans.
        BAN,
        /// How many at once: `MaxClients` and its neighbours.
        COUNT,
        /// `<Limit>` of single commands.
        LIMIT,
        /// Writes down what happened; never refuses.
        LOG
    }

    Phase phase();

    /// The name of its module in the records of what was refused.
    default String module() {
        return "core";
    }

    /// Asked once, when a client has connected and its virtual host is known, before any byte is sent; and again when
    /// `HOST` or the name in a TLS handshake moves the session to another virtual host. Where a virtual host begins
    /// with a TLS handshake that comes first; but filters of the phases `CLASSIFY`, `OVERLAY` and `BAN` are asked
    /// before it as well, and whoever they refuse then hears nothing.
    default Decision connected(SessionView session) {
        return Decision.PERMIT;
    }

    /// Told whom the client asks to be, whenever it says so, before anything is done about it.
    ///
    /// @param user the name, without a destination
    default void named(SessionView session, String user) {}

    /// Asked before a backend that checks the password itself is told that name. Whoever is refused is asked for a
    /// password all the same, and hears the reply then, unless [#command] refuses the `PASS` before. A client whom the
    /// proxy has let in itself is no business but of filters of the phase `BAN`.
    default Decision passedOn(SessionView session, String user) {
        return Decision.PERMIT;
    }

    /// Whether the session may use a command at all, as far as that is known without an argument; what it may not is
    /// not listed in our own answer to `FEAT`.
    default boolean offers(SessionView session, String verb) {
        return true;
    }

    /// Asked for every command before it is acted on.
    default Decision command(SessionView session, Command command) {
        return Decision.PERMIT;
    }

    /// Asked when the proxy itself has checked a user's password and found it right, before a backend is asked for
    /// anything. One who is refused may try again as long as others may. The groups of the session are those of the
    /// user.
    ///
    /// @param user after aliases, without a destination
    default Decision authenticated(SessionView session, String user) {
        return Decision.PERMIT;
    }

    /// Asked when the backend has accepted the password and the client has not yet been told.
    default Decision loggedIn(SessionView session) {
        return Decision.PERMIT;
    }

    /// What it says at one moment to a client that is only supposed, with every reason: found by the functions that
    /// decide about real ones, and without a trace in the process. Empty where it has no part in that moment.
    default Optional<Explanation> explain(SessionView supposed, Explanation.Moment moment) {
        return Optional.empty();
    }

    /// Asked for the reply to a login that has succeeded, before the client gets it.
    default Reply welcome(SessionView session, Reply reply) {
        return reply;
    }

    /// Told of every command after its final reply.
    default void finished(SessionView session, CommandOutcome outcome) {}

    /// Told once, at the end of the session; also of one that was refused at connect.
    default void ended(SessionView session, EndReason reason) {}
}
