package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static io.sluice.log.LogFixtures.parse;
import static io.sluice.log.Outcomes.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Problem;
import io.sluice.log.LogFixtures.Config;
import io.sluice.module.EndReason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtendedLogTest {
    private static final List<String> EVERYTHING = List.of(
            "USER", "PASS", "FEAT", "PWD", "LIST", "CWD", "MDTM", "RETR", "STOR", "MKD", "RNFR", "NOOP", "TYPE", "SITE",
            "AUTH", "PBSZ", "XYZZY");

    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final List<String> said = new ArrayList<>();
    private final SystemLog systemLog = SystemLog.on((level, line, _) -> said.add(level + " " + line), ORIGIN, files);
    private final Logging logging = new Logging(ORIGIN, files, systemLog);
    private final ScriptedSession session = new ScriptedSession();
    private Path file = Path.of("/");

    @BeforeEach
    void name() {
        file = directory.resolve("extended.log");
    }

    @AfterEach
    void close() {
        files.close();
    }

    /// Runs a session of every command through the logs of a server.
    private List<String> logged(Config config) {
        var server = config.directives();
        try (var logs = LogFilters.of(server, server, logging)) {
            assertThat(logs.problems()).isEmpty();
            logs.filters().forEach(filter -> {
                filter.connected(session);
                EVERYTHING.forEach(verb -> filter.finished(session, done(verb, "200 OK")));
                filter.ended(session, EndReason.of(EndReason.Kind.QUIT));
            });
        }
        return lines(file);
    }

    @ParameterizedTest
    @DisplayName("LOG-12 each class has its commands, ! and + refine")
    @CsvSource(delimiter = '|', textBlock = """
            AUTH                    | USER PASS
            info                    | FEAT PWD MDTM
            DIRS                    | PWD LIST CWD MDTM MKD
            READ,WRITE              | RETR STOR MKD RNFR
            MISC                    | RNFR NOOP TYPE SITE
            SEC                     | AUTH PBSZ
            SECURE                  | AUTH PBSZ
            NONE+RETR               | RETR
            AUTH,SEC,!AUTH          | AUTH PBSZ
            ALL,!DIRS,!MISC,!INFO   | USER PASS RETR STOR AUTH PBSZ XYZZY
            READ+PASS,!RETR         | PASS
            CONNECT,EXIT            | - EXIT
            AUTH,DISCONNECT         | USER PASS EXIT
            """)
    void classes(String classes, String commands) {
        assertThat(String.join(
                        " ",
                        logged(new Config()
                                .with(LogDirectives.LOG_FORMAT, "f", "%m")
                                .with(LogDirectives.EXTENDED_LOG, file, classes, "f"))))
                .isEqualTo(commands);
    }

    @Test
    @DisplayName("LOG-12 ALL is every command, also unknown ones, but neither CONNECT nor EXIT")
    void allIsEveryCommand() {
        assertThat(logged(new Config()
                        .with(LogDirectives.LOG_FORMAT, "f", "%m")
                        .with(LogDirectives.EXTENDED_LOG, file, "ALL", "f")))
                .isEqualTo(EVERYTHING);
        assertThat(CommandSelection.ALL.contains(LogEvent.connect(LogFixtures.NOW, session)))
                .isFalse();
    }

    @Test
    void ofTwoFormatsWithOneNameTheLastIsUsed() {
        assertThat(logged(new Config()
                        .with(LogDirectives.LOG_FORMAT, "f", "first")
                        .with(LogDirectives.LOG_FORMAT, "f", "last")
                        .with(LogDirectives.EXTENDED_LOG, file, "AUTH", "f")))
                .containsOnly("last");
    }

    @Test
    @DisplayName("LOG-24 an unknown format is an error with its place")
    void anUnknownFormatIsAnError() {
        var server = new Config()
                .with(LogDirectives.EXTENDED_LOG, file, "ALL", "nope")
                .directives();

        var logs = LogFilters.of(server, server, logging);

        assertThat(logs.problems())
                .containsExactly(new Problem(
                        Problem.Severity.ERROR,
                        new io.sluice.config.Position("sluice.conf", 7),
                        "ExtendedLog: unknown LogFormat 'nope' on line 7 of 'sluice.conf'"));
    }

    @Test
    void formatsOfTheMainServerAreKnownToVirtualHosts() {
        var main = new Config().with(LogDirectives.LOG_FORMAT, "f", "%m %q").directives();
        var host =
                new Config().with(LogDirectives.EXTENDED_LOG, file, "ALL", "f").directives();

        try (var logs = LogFilters.of(host, main, logging)) {
            assertThat(logs.problems()).isEmpty();
        }
        try (var logs = LogFilters.of(main, main, logging)) {
            assertThat(logs.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.text())
                            .isEqualTo("LogFormat 'f': unknown variable '%q' on line 7 of 'sluice.conf'"));
        }
    }

    @Test
    @DisplayName("LOG-25 syslog:level writes to the system log at that level")
    void theSystemLogAsTarget() throws Exception {
        var server = new Config()
                .with(LogDirectives.LOG_FORMAT, "f", "%m")
                .with(LogDirectives.EXTENDED_LOG, "syslog:warn", "ALL", "f")
                .directives();

        try (var logs = LogFilters.of(server, server, logging)) {
            logs.filters().getFirst().finished(session, done("NOOP", "200 OK"));
        }

        assertThat(said).singleElement().asString().startsWith("WARN ").endsWith(": NOOP");
        assertThatThrownBy(() -> parse(LogDirectives.EXTENDED_LOG, "syslog:loud"))
                .hasMessage("unknown syslog level: 'loud'");
    }

    @Nested
    class BadValues {
        @ParameterizedTest
        @DisplayName("LOG-26 bad classes and commands are refused in the reference's words")
        @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                LOUD        | invalid log class in 'LOUD': No such file or directory
                ALL,        | invalid log class in 'ALL,': No such file or directory
                ALL+        | error parsing commands in 'ALL+': Invalid argument
                ALL+!XYZZY  | error parsing commands in 'ALL+!XYZZY': No such file or directory
                """)
        void badClasses(String classes, String message) {
            assertThatThrownBy(() -> parse(LogDirectives.EXTENDED_LOG, "/l", classes))
                    .hasMessage(message);
        }

        @Test
        @DisplayName("LOG-26 the number of arguments is one to three")
        void numberOfArguments() {
            assertThatThrownBy(() -> parse(LogDirectives.EXTENDED_LOG))
                    .hasMessage("Syntax: ExtendedLog file [<cmd-classes> [<name>]]");
            assertThatThrownBy(() -> parse(LogDirectives.EXTENDED_LOG, "/l", "ALL", "f", "x"))
                    .hasMessage("Syntax: ExtendedLog file [<cmd-classes> [<name>]]");
            assertThatThrownBy(() -> parse(LogDirectives.LOG_FORMAT, "", "x"))
                    .hasMessage("missing required name parameter");
        }

        @Test
        @DisplayName("LOG-06 no log takes a relative path")
        void relativePaths() {
            for (var directive : List.of(
                    LogDirectives.SYSTEM_LOG,
                    LogDirectives.SERVER_LOG,
                    LogDirectives.TRANSFER_LOG,
                    LogDirectives.PROXY_LOG,
                    LogDirectives.EXTENDED_LOG,
                    LogDirectives.JSON_LOG)) {
                assertThatThrownBy(() -> parse(directive, "logs/x")).hasMessage("relative paths not allowed: 'logs/x'");
            }
        }
    }

    @Test
    @DisplayName("LOG-27 a session refused at connect has its EXIT line with the reason")
    void aRefusedSessionHasItsExitLine() {
        var server = new Config()
                .with(LogDirectives.LOG_FORMAT, "f", "%m %E")
                .with(LogDirectives.EXTENDED_LOG, file, "EXIT", "f")
                .directives();

        try (var logs = LogFilters.of(server, server, logging)) {
            logs.filters().getFirst().ended(session, EndReason.of(EndReason.Kind.POLICY, "Denied by <Limit LOGIN>"));
        }

        assertThat(lines(file)).containsExactly("EXIT Configured policy: Denied by <Limit LOGIN>");
    }

    @Test
    void noneSwitchesInheritedLogsOff() {
        var server = new Config()
                .with(LogDirectives.EXTENDED_LOG, "None")
                .with(LogDirectives.EXTENDED_LOG, file)
                .directives();

        try (var logs = LogFilters.of(server, server, logging)) {
            assertThat(logs.filters()).isEmpty();
        }
    }
}
