package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Command;
import io.sluice.ftp.ForeignProtocol;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import java.util.Optional;

/// The commands of a client, one after the other: each passes the filters and then goes to the state of the session as
/// an [Exchange], which a filter may delay. Lines wait as long as the state takes none, and as long as the client does
/// not take what is sent to it. Used by the session's loop alone.
final class Commands {
    private final Session session;
    private final Optional<FtpFrontend> control;
    private final WaitingLines lines = new WaitingLines();
    private final OddLines oddLines;
    private Optional<Exchange> heldBack = Optional.empty();
    private boolean pausing;
    private Optional<String> renameFrom = Optional.empty();

    /// @param control the connection the lines come from, if it is one of FTP
    Commands(Session session, Optional<FtpFrontend> control) {
        this.session = session;
        this.control = control;
        this.oddLines = new OddLines(session);
    }

    void add(SessionEvent.LineReceived line) {
        lines.add(line);
    }

    /// Lets a line go that is not to be acted on.
    void ignore() {
        control.ifPresent(FtpFrontend::taken);
    }

    /// Forgets the lines that wait.
    void drop() {
        for (int dropped = lines.drop(); dropped > 0; dropped--) {
            ignore();
        }
    }

    /// Whether there are lines to act on yet.
    boolean areWaiting() {
        return !lines.isEmpty() || heldBack.isPresent();
    }

    /// Acts on what waits, as far as the state takes it.
    ///
    /// @return whether the next command would be acted on at once
    boolean proceed() {
        while (!session.isOver() && !pausing && !isCongested()) {
            if (heldBack.isPresent()) {
                if (!resume(heldBack.get())) {
                    return false;
                }
                continue;
            }
            var next = lines.next(session.state());
            if (next.isEmpty()) {
                return lines.isEmpty() && session.state().takes(Command.of(""));
            }
            control.ifPresent(FtpFrontend::taken);
            switch (next.get().line()) {
                case ClientLine.Line(var command) ->
                    received(command, next.get().at());
                case ClientLine.TelnetAnswer answer ->
                    control.ifPresent(
                            each -> each.answer(answer, session.settings().longestSend()));
                case ClientLine.Odd odd -> oddLines.answer(odd);
            }
        }
        return false;
    }

    private boolean isCongested() {
        return control.filter(FtpFrontend::isCongested).isPresent();
    }

    /// The pause that a filter has asked for is over.
    void pauseIsOver() {
        pausing = false;
    }

    /// Goes on with a command after its pause, as soon as the state takes it.
    private boolean resume(Exchange exchange) {
        if (!session.state().takes(exchange.command())) {
            return false;
        }
        heldBack = Optional.empty();
        session.act(exchange);
        return true;
    }

    private void received(Command command, long at) {
        var foreign = ForeignProtocol.of(command.verb());
        if (foreign.isPresent()) {
            oddLines.foreign(foreign.get(), command.verb());
            return;
        }
        var facts = session.facts();
        var verdict = session.host().filters().command(facts, command);
        var rewritten = verdict.command().orElse(command);
        var exchange = new Exchange(session, rewritten, at, verdict.refusal());
        facts.current(Optional.of(rewritten));
        session.services()
                .trace()
                .log("command", 7, () -> "dispatching " + rewritten.verb() + " command '" + rewritten + "'");
        switch (verdict.decision()) {
            case Decision.Refuse refusal -> {
                session.tell(refusal);
                exchange.finish(ProtectionCommands.refused(session, rewritten, refusal.reply()));
            }
            case Decision.Disconnect end -> {
                facts.refusedBy(verdict.refusal());
                session.tell(end);
                heldBack = Optional.of(exchange);
                session.end(end);
            }
            case Decision.Delay delay -> {
                session.tell(delay);
                heldBack = Optional.of(exchange);
                pausing = true;
                session.deadline(Timer.PAUSE, delay.pause());
            }
            case Decision.Permit _, Decision.Rewrite _ -> session.act(exchange);
        }
    }

    /// A command has been answered, or will not be.
    void finished(CommandOutcome outcome) {
        session.facts().current(Optional.empty());
        outcome.transfer()
                .filter(transfer -> transfer.status() == CommandOutcome.Status.SUCCESS)
                .ifPresent(session.facts()::count);
        var verb = outcome.command().verb();
        if (verb.equals("RNFR")) {
            renameFrom = outcome.command().argument();
        } else if (verb.equals("RNTO")) {
            renameFrom = Optional.empty();
        }
        session.host().filters().finished(session.facts(), outcome);
    }

    /// What the command renames, if it is the second half of a renaming.
    Optional<String> renameFromFor(Command command) {
        return command.verb().equals("RNTO") ? renameFrom : Optional.empty();
    }

    /// The session ends.
    void abandon() {
        heldBack.ifPresent(Exchange::finishUnanswered);
    }
}
