package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Command;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/// The lines a client has sent and nobody has acted on yet, in order. Used by the session's loop alone.
final class WaitingLines {
    private final Deque<SessionEvent.LineReceived> lines = new ArrayDeque<>(2);

    void add(SessionEvent.LineReceived line) {
        lines.add(line);
    }

    /// Forgets all of them, and says how many there were.
    int drop() {
        int count = lines.size();
        lines.clear();
        return count;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /// Takes the line to act on now: the first, if the state takes it; else an `ABOR` that waits behind it.
    Optional<SessionEvent.LineReceived> next(SessionState state) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (isTaken(lines.peek(), state)) {
            return Optional.of(lines.remove());
        }
        for (Iterator<SessionEvent.LineReceived> each = lines.iterator(); each.hasNext(); ) {
            var waiting = each.next();
            if (waiting.line() instanceof ClientLine.Line(var command)
                    && command.verb().equals("ABOR")
                    && state.takes(command)) {
                each.remove();
                return Optional.of(waiting);
            }
        }
        return Optional.empty();
    }

    private static boolean isTaken(SessionEvent.LineReceived waiting, SessionState state) {
        return switch (waiting.line()) {
            case ClientLine.Line(var command) -> state.takes(command);
            case ClientLine.TelnetAnswer _ -> true;
            case ClientLine.Empty _, ClientLine.TooLong _, ClientLine.Malformed _ -> state.takes(Command.of(""));
        };
    }
}
