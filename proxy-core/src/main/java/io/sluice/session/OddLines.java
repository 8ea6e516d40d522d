package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.ForeignProtocol;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.log.Level;
import io.sluice.module.EndReason;
import java.util.Optional;

/// What becomes of lines of the client that are no commands.
final class OddLines {
    private static final String INVALID = "core.invalid-command";

    private final Session session;

    OddLines(Session session) {
        this.session = session;
    }

    void answer(ClientLine.Odd line) {
        switch (line) {
            case ClientLine.Empty _ -> {
                session.event(INVALID);
                session.send(Reply.of(500, "Invalid command: try being more creative"));
            }
            case ClientLine.TooLong(var limit, var _) -> {
                notice("command line longer than CommandBufferSize (" + limit + " bytes) refused");
                session.send(Reply.of(500, "Command line too long (at most " + limit + " bytes)"));
            }
            case ClientLine.Malformed(var seen, var _)
            when ForeignProtocol.of(seen.verb()).isPresent() ->
                foreign(ForeignProtocol.of(seen.verb()).get(), seen.verb());
            case ClientLine.Malformed(var seen, var fault) -> {
                notice(seen.verb() + " command refused: its argument holds a " + fault);
                session.event(INVALID);
                session.send(Reply.of(501, seen.verb() + ": Invalid argument"));
            }
        }
    }

    private void notice(String text) {
        session.services().log().notice(session.facts(), text);
    }

    /// Ends the session of a client that is none of ours, without a reply.
    void foreign(ForeignProtocol protocol, String word) {
        var what = protocol == ForeignProtocol.PROXY
                ? "client sent a PROXY header and is no trusted sender (ProxyProtocolEngine, ProxyProtocolFrom)"
                : "client sent " + protocol + " command '" + WireText.display(word) + "'";
        session.services().log().log(Level.WARN, Optional.of(session.facts()), what + ", disconnecting");
        if (protocol != ForeignProtocol.PROXY) {
            session.event("core.bad-protocol");
        }
        session.end(EndReason.of(EndReason.Kind.POLICY, protocol + " command"));
    }
}
