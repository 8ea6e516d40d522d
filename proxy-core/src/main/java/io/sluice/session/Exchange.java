package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A command on its way: from the line of the client to the final reply. It ends once, by [#finish] or, if the session
/// ends before that, by [#finishUnanswered], and is then told to the filters of phase `LOG`.
public final class Exchange {
    private static final int LOGGED_IN = 230;

    private final Session session;
    private final Command command;
    private final Instant received;
    private final long began;
    private final Optional<Refusal> refusedBy;
    private Optional<CommandOutcome.Transfer> transfer = Optional.empty();
    private boolean done;

    Exchange(Session session, Command command, long began, Optional<Refusal> refusedBy) {
        this.refusedBy = refusedBy;
        this.session = session;
        this.command = command;
        this.began = began;
        this.received = Instant.now();
    }

    public Command command() {
        return command;
    }

    /// Notes the transfer this command made.
    public void transferred(CommandOutcome.Transfer made) {
        transfer = Optional.of(made);
    }

    /// Sends a preliminary reply (1xx).
    public void preliminary(Reply reply) {
        session.send(reply);
    }

    /// Sends the final reply and ends the exchange; if the session has been told to end, its farewell takes the place
    /// of the reply.
    public void finish(Reply reply) {
        var said = reply.code() == LOGGED_IN && session.dismissal().isEmpty() ? session.welcome(reply) : reply;
        if (session.dismissal().isPresent()) {
            finishUnanswered();
        } else {
            session.send(said);
            done(Optional.of(said));
        }
    }

    /// Ends the exchange without a reply other than the farewell of the session, if it has not ended yet. Whatever
    /// filters make of it, the caller goes on: there are connections to be closed.
    public void finishUnanswered() {
        if (!done) {
            session.attempt(() -> done(session.dismissal().flatMap(SessionEvent.Told::farewell)));
        }
    }

    private void done(Optional<Reply> reply) {
        if (done) {
            throw new IllegalStateException(command + " has been answered before");
        }
        done = true;
        session.commands()
                .finished(new CommandOutcome(
                        command,
                        reply,
                        received,
                        Duration.ofNanos(System.nanoTime() - began),
                        transfer,
                        session.commands().renameFromFor(command),
                        refusedBy));
    }
}
