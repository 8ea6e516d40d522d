package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static io.sluice.log.LogFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Problem;
import io.sluice.log.LogFixtures.Config;
import io.sluice.log.SystemLog.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLogTest {
    private final List<String> written = new ArrayList<>();
    private final LogFiles files = new LogFiles();
    private final SystemLog log = SystemLog.on((_, line, _) -> written.add(line), ORIGIN, files);

    @AfterEach
    void close() {
        files.close();
    }

    private void configure(Config config) {
        assertThat(log.configure(config.configuration(), CommandLine.NONE)).isEmpty();
    }

    @Nested
    class Levels {
        @Test
        @DisplayName("LOG-01 the default level hides a login and shows a failed one")
        void noticeIsTheDefault() {
            configure(new Config());

            log.info("USER bob: Login successful.");
            log.notice("USER bob (Login failed): Incorrect password");

            assertThat(written).singleElement().asString().endsWith(": USER bob (Login failed): Incorrect password");
        }

        @Test
        @DisplayName("LOG-01 level info shows both")
        void infoShowsBoth() {
            configure(new Config().with(LogDirectives.SYSLOG_LEVEL, "INFO"));

            log.info("USER bob: Login successful.");
            log.notice("USER bob (Login failed): Incorrect password");

            assertThat(written).hasSize(2);
        }

        @Test
        @DisplayName("LOG-02 DebugLevel counts only with SyslogLevel debug")
        void debugLevelNeedsLevelDebug() {
            configure(new Config().with(LogDirectives.DEBUG_LEVEL, "5"));
            log.debug(1, () -> "unseen");

            configure(new Config().with(LogDirectives.DEBUG_LEVEL, "5").with(LogDirectives.SYSLOG_LEVEL, "debug"));
            log.debug(5, () -> "seen");
            log.debug(6, () -> "too deep");

            assertThat(written).singleElement().asString().endsWith(": seen");
        }

        @Test
        @DisplayName("LOG-02 -d shows debug lines whatever the file says")
        void theCommandLineShowsDebugLines() {
            log.configure(new Config().configuration(), new CommandLine(false, OptionalInt.of(3)));

            log.debug(3, () -> "seen");
            log.debug(4, () -> "too deep");

            assertThat(written).singleElement().asString().endsWith(": seen");
        }

        @Test
        @DisplayName("LOG-05 bad values are refused in the reference's words")
        void badValuesAreRefused() {
            assertThatThrownBy(() -> parse(LogDirectives.SYSLOG_FACILITY, "LOCAL8"))
                    .hasMessage("argument must be a valid syslog facility");
            assertThatThrownBy(() -> parse(LogDirectives.SYSLOG_LEVEL, "loud"))
                    .hasMessage("SyslogLevel requires level keyword: one of"
                            + " emerg/alert/crit/error/warn/notice/info/debug");
            assertThatThrownBy(() -> parse(LogDirectives.DEBUG_LEVEL, "x")).hasMessage("not a valid number");
            assertThatThrownBy(() -> parse(LogDirectives.DEBUG_LEVEL, "11"))
                    .hasMessage("invalid debug level configured");
        }
    }

    @Nested
    class Lines {
        @Test
        void carryTimeHostProcessServerAndClient() {
            configure(new Config());

            log.notice(new ScriptedSession(), "hello");

            assertThat(written)
                    .containsExactly("2026-11-21 03:46:19,042 gw.example sluice[4711-123] 198.51.100.1"
                            + " (client.example[192.0.2.7]): hello");
        }

        @Test
        void haveNoClientOutsideSessions() {
            configure(new Config());

            log.notice("hello");

            assertThat(written).containsExactly("2026-11-21 03:46:19,042 gw.example sluice[4711] gw.example: hello");
        }

        @Test
        void belongToTheSessionTheThreadWorksFor() {
            configure(new Config());

            ScopedValue.where(Current.SESSION, new ScriptedSession()).run(() -> log.notice("hello"));

            assertThat(written).singleElement().asString().contains("[4711-123]");
        }

        @Test
        @DisplayName("LOG-04 each LogOption takes its part away")
        void optionsTakePartsAway() {
            var bare = new Config().with(LogDirectives.LOG_OPTIONS, "-Timestamp", "-hostname", "-VirtualHost");
            configure(bare);
            log.notice(ScriptedSession.of(bare.directives()), "hello");
            configure(new Config()
                    .with(LogDirectives.LOG_OPTIONS, "-Timestamp")
                    .with(LogDirectives.LOG_OPTIONS, "+RoleBasedProcessLabels"));
            log.notice("hello");
            configure(new Config().with(LogDirectives.LOG_OPTIONS, "+Utc"));
            log.notice("hello");

            assertThat(written)
                    .containsExactly(
                            "sluice[4711-123] (client.example[192.0.2.7]): hello",
                            "gw.example daemon[4711] gw.example: hello",
                            "2026-11-21 02:46:19,042 gw.example sluice[4711] gw.example: hello");
        }

        @Test
        @DisplayName("LOG-04 options without a sign and unknown ones are refused")
        void badOptionsAreRefused() {
            assertThatThrownBy(() -> parse(LogDirectives.LOG_OPTIONS, "Hostname"))
                    .hasMessage("bad LogOption: 'Hostname'");
            assertThatThrownBy(() -> parse(LogDirectives.LOG_OPTIONS, "+Colour"))
                    .hasMessage("unknown LogOption: '+Colour'");
        }

        @Test
        @DisplayName("LOG-08 control characters cannot forge a line")
        void cannotBeForged() {
            configure(new Config());

            log.notice("USER a\r\nb\u0000\u001b\u00ff");

            assertThat(written).singleElement().asString().endsWith("USER a\\r\\nb\\x00\\x1B\\xFF");
        }
    }

    @Nested
    class Places {
        @TempDir
        Path directory;

        @Test
        @DisplayName("LOG-03 the sessions of a server with a ServerLog are in that file alone")
        void aServerLogHasItsOwnSessions() {
            var host = new Config()
                    .with(LogDirectives.SERVER_LOG, directory.resolve("host"))
                    .directives();
            var other = new Config().with(LogDirectives.SERVER_LOG, "none").directives();
            log.configure(
                    new Config()
                            .with(LogDirectives.SYSTEM_LOG, directory.resolve("main"))
                            .configuration(host, other),
                    CommandLine.NONE);

            log.notice("start");
            log.notice(ScriptedSession.of(host), "of host");
            log.notice(ScriptedSession.of(other), "of other");
            log.close();

            assertThat(lines(directory.resolve("main")))
                    .map(line -> line.substring(line.lastIndexOf(':') + 2))
                    .containsExactly("start", "of other");
            assertThat(lines(directory.resolve("host")))
                    .map(line -> line.substring(line.lastIndexOf(':') + 2))
                    .containsExactly("of host");
        }

        @Test
        @DisplayName("LOG-03 SystemLog none writes nothing, and -n writes to standard error all the same")
        void noneWritesNothing() {
            configure(new Config().with(LogDirectives.SYSTEM_LOG, "none"));
            log.notice("unseen");
            log.configure(
                    new Config().with(LogDirectives.SYSTEM_LOG, "none").configuration(),
                    new CommandLine(true, OptionalInt.empty()));
            log.notice("seen");

            assertThat(written).singleElement().asString().endsWith(": seen");
        }

        @Test
        @DisplayName("LOG-06 a symbolic link is refused, said, and replaced by standard error")
        void aRefusedFileIsSaid() throws Exception {
            var link = Files.createSymbolicLink(directory.resolve("link"), directory.resolve("target"));

            var problems = log.configure(
                    new Config().with(LogDirectives.SYSTEM_LOG, link).configuration(), CommandLine.NONE);

            assertThat(problems)
                    .extracting(Problem::text)
                    .containsExactly("unable to open SystemLog '" + link + "': cannot log to a symlink");
            assertThat(written).singleElement().asString().endsWith("cannot log to a symlink");
        }
    }
}
