package io.sluice.log;

import io.sluice.module.SessionView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/// The process that writes: what stands in front of its lines, and the clock that every log reads. The zone of the
/// clock is the one that local times are shown in.
public record Origin(String product, String version, long pid, String host, Clock clock) {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss,SSS", Locale.ROOT);

    public static Origin ofThisProcess(String version) {
        return new Origin(
                "sluice", version, ProcessHandle.current().pid(), hostName(), Clock.system(ZoneId.systemDefault()));
    }

    /// The process id, followed by the number of the session if there is one: `4711-123`.
    String id(Optional<SessionView> session) {
        return session.map(view -> pid + "-" + view.id()).orElseGet(() -> Long.toString(pid));
    }

    ZoneId zone(boolean utc) {
        return utc ? ZoneOffset.UTC : clock.getZone();
    }

    /// `YYYY-MM-DD HH:MM:SS,mmm`.
    String timestamp(boolean utc) {
        return millis(clock.instant().atZone(zone(utc)));
    }

    String timestamp(boolean utc, boolean withMillis) {
        Instant now = clock.instant();
        return withMillis ? millis(now.atZone(zone(utc))) : SECONDS.format(now.atZone(zone(utc)));
    }

    static String millis(ZonedDateTime time) {
        return MILLIS.format(time);
    }

    /// The machine's name without asking DNS, which may take seconds.
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException | SecurityException _) {
            return Optional.ofNullable(System.getenv("HOSTNAME"))
                    .or(() -> Optional.ofNullable(System.getenv("COMPUTERNAME")))
                    .orElse("localhost");
        }
    }
}
