package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoryTrackerTest {
    private final DirectoryTracker tracker = new DirectoryTracker();

    @Test
    void nothingIsKnownBeforeAnAbsolutePath() {
        assertThat(tracker.path()).isEmpty();
        entered("sub");
        assertThat(tracker.path()).isEmpty();
        assertThat(tracker.resolve("file")).isEmpty();
        assertThat(tracker.resolve("/file")).contains("/file");
    }

    @Test
    void pwdSaysIt() {
        tracker.answered(Command.of("PWD"), Reply.of(257, "\"/home/j\"\"oe\" is the current directory"));
        assertThat(tracker.path()).contains("/home/j\"oe");
    }

    @ParameterizedTest
    @CsvSource({"sub,/home/joe/sub", "..,/home", "/var/./x/../y//,/var/y", "../../../..,/", "a/../../b,/home/b"})
    void cwdMovesIt(String argument, String expected) {
        entered("/home/joe");
        entered(argument);
        assertThat(tracker.path()).contains(expected);
    }

    @Test
    void cdupGoesUp() {
        entered("/home/joe");
        tracker.answered(Command.of("CDUP"), Reply.of(250, "ok"));
        tracker.answered(Command.of("XCUP"), Reply.of(200, "ok"));
        assertThat(tracker.path()).contains("/");
    }

    @Test
    void aRefusalMovesNothing() {
        entered("/home/joe");
        tracker.answered(Command.of("CWD", "/elsewhere"), Reply.of(550, "No such directory"));
        tracker.answered(Command.of("CDUP"), Reply.of(550, "No such directory"));
        assertThat(tracker.path()).contains("/home/joe");
    }

    @Test
    void aPathThatOnlyTheServerUnderstandsMakesItUnknown() {
        entered("/home/joe");
        entered("~other");
        assertThat(tracker.path()).isEmpty();
    }

    private void entered(String path) {
        tracker.answered(Command.of("CWD", path), Reply.of(250, "CWD command successful"));
    }
}
