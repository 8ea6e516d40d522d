package io.sluice.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.ftp.AnonymousUser;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.CommandOutcome;
import io.sluice.module.CommandOutcome.Status;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.Optional;

/// `TransferLog`: one line per transfer of a file, and per deleted one, in the form that wu-ftpd gave the world:
///
/// `Sat Nov 21 02:46:19 2026 0 client.example 2345 /pub/up_one.bin b _ i r bob ftp 0 * c`
///
/// Blanks and control characters inside a field become `_`; other bytes stay as they are.
final class TransferLog implements SessionFilter {
    private static final Strftime TIME = new Strftime("%a %b %d %H:%M:%S %Y");

    private final LogFile file;
    private final Origin origin;
    private final boolean utc;
    private final boolean absolutePaths;

    TransferLog(LogFile file, Origin origin, boolean utc, boolean absolutePaths) {
        this.file = file;
        this.origin = origin;
        this.utc = utc;
        this.absolutePaths = absolutePaths;
    }

    @Override
    public Phase phase() {
        return Phase.LOG;
    }

    @Override
    public void finished(SessionView session, CommandOutcome outcome) {
        line(session, outcome).ifPresent(line -> file.write(line.getBytes(ISO_8859_1), LogFile.Weight.KEPT));
    }

    /// The line of a command as wire text, if it has one.
    Optional<String> line(SessionView session, CommandOutcome outcome) {
        var verb = outcome.command().verb();
        if (verb.equals("DELE")) {
            boolean deleted = outcome.reply().filter(Reply::isCompletion).isPresent();
            return deleted ? Optional.of(line(session, outcome, 0, 0, false, 'd', true)) : Optional.empty();
        }
        if (!TransferFacts.isFileTransfer(verb)) {
            return Optional.empty();
        }
        return outcome.transfer()
                .map(transfer -> line(
                        session,
                        outcome,
                        transfer.took().toSeconds(),
                        transfer.bytes(),
                        transfer.ascii(),
                        verb.equals("RETR") ? 'o' : 'i',
                        transfer.status() == Status.SUCCESS));
    }

    private String line(
            SessionView session,
            CommandOutcome outcome,
            long seconds,
            long bytes,
            boolean ascii,
            char direction,
            boolean complete) {
        var user = session.user().orElse("-");
        var identity = session.identity();
        return String.join(
                " ",
                TIME.format(origin.clock().instant().atZone(origin.zone(utc))),
                Long.toString(seconds),
                field(session.clientName()),
                Long.toString(bytes),
                field(path(session, outcome)),
                ascii ? "a" : "b",
                "_",
                String.valueOf(direction),
                AnonymousUser.is(user) ? "a" : "r",
                field(user),
                session.protocol(),
                identity.isPresent() ? "1" : "0",
                field(identity.flatMap(name -> name).orElse("*")),
                complete ? "c" : "i");
    }

    private String path(SessionView session, CommandOutcome outcome) {
        var command = outcome.command();
        return (absolutePaths ? ClientPath.absolute(command, session.directory()) : ClientPath.sent(command))
                .orElse("-");
    }

    /// One word of the line, as wire text.
    private static String field(String text) {
        var wire = text.chars().allMatch(c -> c <= 0xff) ? text : WireText.of(text);
        var out = new StringBuilder(wire.length());
        for (int i = 0; i < wire.length(); i++) {
            char c = wire.charAt(i);
            out.append(c <= ' ' || c == 0x7f ? '_' : c);
        }
        return out.isEmpty() ? "-" : out.toString();
    }
}
