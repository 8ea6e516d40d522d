package io.sluice.filter;

import static io.sluice.filter.Decisions.reply;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticesTest {
    private final FakeSession session = FakeSession.on(DirectiveSet.EMPTY).as("ann");

    @Nested
    @DisplayName("CONF-SES-03 Shut message: deny and disconnect times")
    class OfShutdown {
        private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

        @TempDir
        private Path directory;

        @Test
        void withoutAFileNothingIsRefused() {
            assertThat(notice().connected(session)).isEqualTo(Decision.PERMIT);
        }

        @Test
        void newSessionsAreRefusedFromTheDenyTimeOn() throws IOException {
            write("2026 11 21 12 00 00 0010 0005\nback at noon\n");

            now.set(Instant.parse("2026-11-21T11:49:59Z"));
            assertThat(notice().connected(session)).isEqualTo(Decision.PERMIT);

            now.set(Instant.parse("2026-11-21T11:50:00Z"));
            assertThat(reply(notice().connected(session)))
                    .contains("500 FTP server shut down (back at noon) -- please try again later");
        }

        @Test
        void sessionsEndFromTheDisconnectTimeOn() throws IOException {
            write("2026 11 21 12 00 00 0100 0005\nat %s, %U of %V\n");

            now.set(Instant.parse("2026-11-21T11:54:59Z"));
            assertThat(notice().disconnection(session)).isEmpty();

            now.set(Instant.parse("2026-11-21T11:55:00Z"));
            assertThat(notice().disconnection(session).flatMap(Decisions::reply))
                    .contains("421 FTP server shutting down - at Sat Nov 21 12:00:00 2026, ann of Example");
        }

        @Test
        void aFileThatMakesNoSenseIsNoNotice() throws IOException {
            write("tomorrow\n");

            assertThat(notice().notice()).isEmpty();
        }

        private ShutdownNotice notice() {
            return new ShutdownNotice(directory.resolve("shutmsg"), now::get, ZoneOffset.UTC);
        }

        private void write(String text) throws IOException {
            Files.writeString(directory.resolve("shutmsg"), text);
        }
    }

    @Nested
    class OfDisplayFiles {
        private final DisplayFile.Facts facts = new DisplayFile.Facts(
                ZonedDateTime.of(2026, 3, 1, 9, 5, 0, 0, ZoneOffset.UTC),
                "root@example.com",
                2,
                3,
                4,
                OptionalInt.of(10),
                0,
                OptionalInt.empty());

        @Test
        void variablesAreReplacedAndOthersStay() {
            assertThat(DisplayFile.lines("Hi %U from %R%%\r\n%N of %M, 100%\n%t %q %k %x\n", session, facts))
                    .containsExactly("Hi ann from 192.0.2.1%%", "4 of 10, 100%", "5 %q 1.50KB (unknown)");
        }

        @Test
        void anEmptyFileHasNoLines() {
            assertThat(DisplayFile.lines("", session, facts)).isEmpty();
            assertThat(DisplayFile.lines("\n", session, facts)).isEmpty();
        }

        @Test
        void linesGoBeforeTheReplyWithItsCode() {
            assertThat(DisplayFile.before(Reply.of(220, "ready"), List.of("one", "two"))
                            .lines())
                    .containsExactly("220-one", "220-two", "220 ready");
        }
    }

    @Test
    void everyDirectiveOfTheRoomHasHelpAndSyntax() {
        assertThat(CoreFilters.DIRECTIVES).allSatisfy(directive -> {
            assertThat(directive.help()).isNotBlank();
            assertThat(directive.syntax()).isNotBlank();
        });
    }
}
