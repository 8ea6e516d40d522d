package io.sluice.filter;

import static io.sluice.filter.Decisions.log;
import static io.sluice.filter.Decisions.reply;
import static io.sluice.filter.FakeSession.value;
import static io.sluice.filter.FakeSession.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.config.BadValue;
import io.sluice.ftp.Command;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ArgumentFiltersTest {
    private final ArgumentFilters filters = new ArgumentFilters();

    @Nested
    @DisplayName("CONF-SES-19 AllowFilter, DenyFilter reply; NC; none")
    class OfArguments {
        @Test
        void whatAllowFilterDoesNotFindIsRefused() {
            var session = with(ArgumentFilters.ALLOW_FILTER, "^[a-z]+$").session();

            assertThat(filters.command(session, Command.of("CWD", "pub"))).isEqualTo(Decision.PERMIT);
            assertThat(reply(filters.command(session, Command.of("CWD", "PUB"))))
                    .contains("550 PUB: Forbidden command argument");
            assertThat(filters.command(session, Command.of("PWD"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void whatDenyFilterFindsIsRefused() {
            var session = with(ArgumentFilters.DENY_FILTER, "\\*.*/").session();

            var decision = filters.command(session, Command.of("LIST", "*/*"));

            assertThat(reply(decision)).contains("550 */*: Forbidden command argument");
            assertThat(log(decision)).isEqualTo("'LIST */*' denied by DenyFilter '\\*.*/'");
        }

        @Test
        void caseMayBeIgnored() {
            assertThat(reply(filters.command(
                            with(ArgumentFilters.DENY_FILTER, "exe$", "NC").session(), Command.of("RETR", "A.EXE"))))
                    .isPresent();
            assertThat(reply(filters.command(
                            with(ArgumentFilters.DENY_FILTER, "exe$").session(), Command.of("RETR", "A.EXE"))))
                    .isEmpty();
        }

        @Test
        void noneRemovesAFilter() {
            var session = with(ArgumentFilters.DENY_FILTER, "none")
                    .with(ArgumentFilters.ALLOW_FILTER, "none")
                    .session();

            assertThat(filters.command(session, Command.of("CWD", "none"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void argumentsAreReadAsUtf8AndAnsweredAsTheyCame() {
            var session = with(ArgumentFilters.DENY_FILTER, "^[ä]$").session();

            assertThat(reply(filters.command(session, Command.of("CWD", WireText.of("ä")))))
                    .contains("550 " + WireText.of("ä") + ": Forbidden command argument");
        }

        @Test
        void aPasswordIsNeitherAnsweredNorLogged() {
            var decision = filters.command(
                    with(ArgumentFilters.DENY_FILTER, "secret").session(), Command.of("PASS", "secret"));

            assertThat(reply(decision)).contains("550 PASS: Forbidden command argument");
            assertThat(log(decision)).startsWith("'PASS (hidden)'");
        }

        @Test
        void aSearchWithoutEndRefuses() {
            var session = with(ArgumentFilters.DENY_FILTER, "^(a|aa|a+)+\\1b$").session();

            assertThat(reply(filters.command(session, Command.of("CWD", "a".repeat(60)))))
                    .isPresent();
        }

        @Test
        void aBadPatternIsNamed() {
            assertThatExceptionOfType(BadValue.class)
                    .isThrownBy(() -> value(ArgumentFilters.ALLOW_FILTER, "("))
                    .withMessageStartingWith("pattern '(' failed regex compilation: ");
        }
    }

    @Nested
    @DisplayName("CONF-DIR-30 PathAllowFilter/PathDenyFilter on proxied arguments")
    class OfPaths {
        @Test
        void namesOfFilesAreRefused() {
            var session =
                    with(ArgumentFilters.PATH_DENY_FILTER, "\\.ftpaccess$").session();

            assertThat(reply(filters.command(session, Command.of("STOR", "x/.ftpaccess"))))
                    .contains("550 x/.ftpaccess: Forbidden filename");
            assertThat(reply(filters.command(session, Command.of("MFMT", "20260101000000 .ftpaccess"))))
                    .contains("550 .ftpaccess: Forbidden filename");
        }

        @Test
        void onlyAllowedNamesPass() {
            var session =
                    with(ArgumentFilters.PATH_ALLOW_FILTER, "^[a-z]+\\.txt$").session();

            assertThat(reply(filters.command(session, Command.of("RETR", "a.exe"))))
                    .contains("550 a.exe: Forbidden filename");
            assertThat(filters.command(session, Command.of("RETR", "a.txt"))).isEqualTo(Decision.PERMIT);
        }

        @Test
        void otherCommandsAreNotLookedAt() {
            var session = with(ArgumentFilters.PATH_DENY_FILTER, ".").session();

            assertThat(filters.command(session, Command.of("TYPE", "I"))).isEqualTo(Decision.PERMIT);
        }
    }
}
