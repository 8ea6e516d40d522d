package io.sluice.filter;

import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import io.sluice.net.Addresses;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/// The maintenance file that `ftpshut` writes: refuses new sessions from its deny time on, and says which sessions are
/// to
/// be ended from its disconnect time on. The file is read anew each time; one that makes no sense is no notice.
public final class ShutdownNotice implements SessionFilter {
    public static final Path USUAL_PLACE = Path.of("/etc/shutmsg");

    private final Path file;
    private final InstantSource clock;
    private final ZoneId zone;

    public ShutdownNotice(Path file, InstantSource clock, ZoneId zone) {
        this.file = file;
        this.clock = clock;
        this.zone = zone;
    }

    /// When the server goes down, from when on it takes no new session and ends those there are, and what it says.
    public record Notice(Instant shutdown, Instant deny, Instant disconnect, String text) {}

    @Override
    public Phase phase() {
        return Phase.ACCESS;
    }

    @Override
    public Decision connected(SessionView session) {
        return notice().filter(notice -> !clock.instant().isBefore(notice.deny()))
                .<Decision>map(notice -> end(
                        Reply.of(500, "FTP server shut down (" + text(notice, session) + ") -- please try again later"),
                        "connection refused: FTP server shut down"))
                .orElse(Decision.PERMIT);
    }

    /// How a session has to end now that its disconnect time has come; the server asks from time to time.
    public Optional<Decision.Disconnect> disconnection(SessionView session) {
        return notice().filter(notice -> !clock.instant().isBefore(notice.disconnect()))
                .map(notice -> end(
                        Reply.of(421, "FTP server shutting down - " + text(notice, session)),
                        "session ended: FTP server shutting down"));
    }

    private static Decision.Disconnect end(Reply reply, String step) {
        return new Decision.Disconnect(
                Optional.of(reply), EndReason.of(EndReason.Kind.SHUTDOWN), List.of(Decision.Step.of(step)));
    }

    /// What the file says at the moment.
    public Optional<Notice> notice() {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            var lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\r?\n", -1);
            return notice(lines[0].strip().split("\\s+"), lines.length > 1 ? lines[1] : "");
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private Optional<Notice> notice(String[] words, String text) {
        if (words.length < 6) {
            return Optional.empty();
        }
        try {
            var shutdown = LocalDateTime.of(
                            Integer.parseInt(words[0]),
                            Integer.parseInt(words[1]),
                            Integer.parseInt(words[2]),
                            Integer.parseInt(words[3]),
                            Integer.parseInt(words[4]),
                            Integer.parseInt(words[5]))
                    .atZone(zone)
                    .toInstant();
            var deny = words.length > 6 ? offset(words[6]) : Duration.ZERO;
            var disconnect = words.length > 7 ? offset(words[7]) : Duration.ZERO;
            return Optional.of(new Notice(shutdown, shutdown.minus(deny), shutdown.minus(disconnect), text));
        } catch (NumberFormatException | DateTimeException _) {
            return Optional.empty();
        }
    }

    /// `HHMM`; anything that is not four digits is no offset.
    private static Duration offset(String word) {
        return word.matches("\\d{4}")
                ? Duration.ofHours(Integer.parseInt(word.substring(0, 2)))
                        .plusMinutes(Integer.parseInt(word.substring(2)))
                : Duration.ZERO;
    }

    private String text(Notice notice, SessionView session) {
        return Variables.replace(notice.text(), letter -> switch (letter) {
            case 's' -> Optional.of(time(notice.shutdown()));
            case 'r' -> Optional.of(time(notice.deny()));
            case 'd' -> Optional.of(time(notice.disconnect()));
            case 'C' -> Optional.of(session.directory().map(WireText::display).orElse("(none)"));
            case 'L' -> Optional.of(Addresses.text(session.local().getAddress()));
            case 'R' -> Optional.of(session.clientName());
            case 'T' -> Optional.of(time(clock.instant()));
            case 'U' -> Optional.of(session.user().map(WireText::display).orElse("NONE"));
            case 'V' -> Optional.of(session.server().name());
            default -> Optional.empty();
        });
    }

    private String time(Instant instant) {
        return Variables.TIME.format(instant.atZone(zone));
    }
}
