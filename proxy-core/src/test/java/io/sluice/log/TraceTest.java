package io.sluice.log;

import static io.sluice.log.LogFixtures.ORIGIN;
import static io.sluice.log.LogFixtures.lines;
import static io.sluice.log.LogFixtures.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.Problem;
import io.sluice.log.LogFixtures.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    @TempDir
    Path directory;

    private final LogFiles files = new LogFiles();
    private final SystemLog systemLog = SystemLog.on((_, _, _) -> {}, ORIGIN, files);
    private final Trace trace = new Trace(ORIGIN, files);
    private Path file = Path.of("/");

    @BeforeEach
    void name() {
        file = directory.resolve("trace.log");
    }

    @AfterEach
    void close() {
        files.close();
    }

    private Config traced(Object... words) {
        return new Config().with(LogDirectives.TRACE_LOG, file).with(LogDirectives.TRACE, words);
    }

    private List<String> said() {
        trace.close();
        return lines(file).stream()
                .map(line -> line.substring(line.indexOf('<')))
                .toList();
    }

    @Test
    @DisplayName("LOG-42 a level means that one and all below, a range its two ends")
    void levelsAndRanges() {
        trace.configure(traced("proxy.uri:9", "tls:3-4", "netacl:0").configuration(), systemLog);

        trace.log("proxy.uri", 9, () -> "yes");
        trace.log("proxy.uri", 10, () -> "no");
        trace.log("tls", 2, () -> "no");
        trace.log("tls", 3, () -> "yes");
        trace.log("netacl", 1, () -> "no");
        trace.log("sql", 1, () -> "no");

        assertThat(said()).containsExactly("<proxy.uri:9>: yes", "<tls:3>: yes");
    }

    @Test
    @DisplayName("LOG-42 DEFAULT sets its channels, and later settings win")
    void defaultAndOverride() {
        trace.configure(traced("DEFAULT:5").with(LogDirectives.TRACE, "timer:1").configuration(), systemLog);

        assertThat(trace.enabled("data", 5)).isTrue();
        assertThat(trace.enabled("timer", 2)).isFalse();
        assertThat(trace.enabled("proxy", 1)).isFalse();
    }

    @Test
    @DisplayName("LOG-42 the word session and a virtual host set levels for their sessions alone")
    void sessionsHaveTheirOwnLevels() {
        var host = new Config().with(LogDirectives.TRACE, "proxy:7").directives();
        trace.configure(traced("session", "tls:9").configuration(host), systemLog);
        assertThat(trace.enabled("tls", 9)).isFalse();
        assertThat(trace.enabled("proxy", 7)).isFalse();

        ScopedValue.where(Current.SESSION, ScriptedSession.of(host)).run(() -> {
            assertThat(trace.enabled("proxy", 7)).isTrue();
            assertThat(trace.enabled("tls", 9)).isFalse();
        });
    }

    @Test
    @DisplayName("LOG-46 a conditional section's levels come with the directives merged into the session")
    void conditionalSections() {
        trace.configure(traced("tls:1").configuration(), systemLog);
        var merged = new Config().with(LogDirectives.TRACE, "session", "tls:9").directives();

        ScopedValue.where(Current.SESSION, ScriptedSession.of(merged))
                .run(() -> assertThat(trace.enabled("tls", 9)).isTrue());
    }

    @Test
    void linesCarryTimeSessionChannelAndLevel() {
        trace.configure(
                traced("proxy:1").with(LogDirectives.TRACE_OPTIONS, "+ConnIPs").configuration(), systemLog);

        trace.log("proxy", 1, () -> "daemon\n");
        ScopedValue.where(
                        Current.SESSION,
                        ScriptedSession.of(traced("proxy:1")
                                .with(LogDirectives.TRACE_OPTIONS, "+ConnIPs")
                                .directives()))
                .run(() -> trace.log("proxy", 1, () -> "session"));
        trace.close();

        assertThat(lines(file))
                .containsExactly(
                        "2026-11-21 03:46:19,042 [4711] <proxy:1>: daemon\\n",
                        "2026-11-21 03:46:19,042 [4711-123] (client 192.0.2.7:50123, server 198.51.100.1:21) <proxy:1>:"
                                + " session");
    }

    @Test
    @DisplayName("LOG-43 TraceOptions take time and milliseconds away")
    void optionsTakePartsAway() {
        trace.configure(
                traced("proxy:1")
                        .with(LogDirectives.TRACE_OPTIONS, "-TimestampMillis")
                        .configuration(),
                systemLog);
        trace.log("proxy", 1, () -> "seconds");
        trace.configure(
                traced("proxy:1")
                        .with(LogDirectives.TRACE_OPTIONS, "-Timestamp")
                        .configuration(),
                systemLog);
        trace.log("proxy", 1, () -> "none");
        trace.close();

        assertThat(lines(file))
                .containsExactly("2026-11-21 03:46:19 [4711] <proxy:1>: seconds", "[4711] <proxy:1>: none");
    }

    @Test
    @DisplayName("LOG-43 bad values are refused in the reference's words")
    void badValues() {
        assertThatThrownBy(() -> parse(LogDirectives.TRACE, "proxy")).hasMessage("badly formatted parameter: 'proxy'");
        assertThatThrownBy(() -> parse(LogDirectives.TRACE, "proxy:x"))
                .hasMessage("error parsing level \"x\" for channel 'proxy': Invalid argument");
        assertThatThrownBy(() -> parse(LogDirectives.TRACE, "session")).hasMessage("wrong number of parameters");
        assertThatThrownBy(() -> parse(LogDirectives.TRACE_LOG, "none")).hasMessage("must be an absolute path");
        assertThatThrownBy(() -> parse(LogDirectives.TRACE_OPTIONS, "ConnIPs"))
                .hasMessage("bad TraceOption: 'ConnIPs'");
        assertThatThrownBy(() -> parse(LogDirectives.TRACE_OPTIONS, "+x")).hasMessage("unknown TraceOption: '+x'");
    }

    @Test
    @DisplayName("LOG-43 a TraceLog in a world-writable directory stops the start")
    void aBadFileIsAnError() throws Exception {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));

        var problems = trace.configure(traced("proxy:1").configuration(), systemLog);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.ERROR);
            assertThat(problem.text())
                    .isEqualTo("error using TraceLog '" + file + "': directory is symlink or is world-writable");
        });
    }

    @Test
    void anUnknownChannelIsAWarning() {
        var problems = trace.configure(traced("proxy.url:9").configuration(), systemLog);

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Problem.Severity.WARNING);
            assertThat(problem.text()).contains("'proxy.url'");
        });
    }

    @Test
    @DisplayName("LOG-45 settings made while running reach new sessions, and running ones by number")
    void settingsWhileRunning() throws Exception {
        trace.configure(traced("sql:1").configuration(), systemLog);
        var old = new ScriptedSession();
        var young = new ScriptedSession();
        young.id = 124;
        young.started = LogFixtures.NOW;

        trace.change(TraceLevels.parse(List.of("proxy:5")));
        trace.change(old.id, TraceLevels.parse(List.of("tls:5")));

        ScopedValue.where(Current.SESSION, young)
                .run(() -> assertThat(trace.enabled("proxy", 5)).isTrue());
        ScopedValue.where(Current.SESSION, old).run(() -> {
            assertThat(trace.enabled("proxy", 5)).isFalse();
            assertThat(trace.enabled("tls", 5)).isTrue();
        });
    }

    @Test
    @DisplayName("LOG-47 a channel that is off never makes its text")
    void textIsMadeOnlyIfWritten() {
        trace.configure(traced("sql:1").configuration(), systemLog);

        trace.log("proxy", 1, () -> {
            throw new AssertionError("text was made");
        });

        assertThat(said()).isEmpty();
    }
}
