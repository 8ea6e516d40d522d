package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.ControlClient.Speech;
import io.sluice.ftp.Command;
import io.sluice.launcher.CommandLine.Task;
import io.sluice.module.Supposition;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
    @Test
    void lettersMayBeBundled() throws BadUsage {
        var line = parse("-nqd5", "-c/etc/a.conf");

        assertThat(line.foreground()).isTrue();
        assertThat(line.quiet()).isTrue();
        assertThat(line.debugLevel()).hasValue(5);
        assertThat(line.config()).contains(Path.of("/etc/a.conf"));
        assertThat(line.task()).isEqualTo(Task.SERVE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-c /a", "-c/a", "--config /a", "--config=/a"})
    void anArgumentMayStandInAnyPlaceThatGetoptKnows(String words) throws BadUsage {
        assertThat(parse(words.split(" ")).config()).contains(Path.of("/a"));
    }

    @Test
    void aWordMayBeShortenedWhileItIsTheOnlyOne() throws BadUsage {
        assertThat(parse("--qui").quiet()).isTrue();
    }

    @Test
    void definesAddUp() throws BadUsage {
        assertThat(parse("-D", "A", "--define=B").defines()).containsExactlyInAnyOrder("A", "B");
    }

    @Test
    void vTwiceAsksForMore() throws BadUsage {
        assertThat(parse("-v").task()).isEqualTo(Task.SHOW_VERSION);
        assertThat(parse("-vv").task()).isEqualTo(Task.SHOW_VERSION_STATUS);
        assertThat(parse("--version-status").task()).isEqualTo(Task.SHOW_VERSION_STATUS);
    }

    @Test
    @DisplayName("CONF-CLI-06 CONF-CLI-07 address and families are taken from -S, -4 and -6")
    void addressAndFamilies() throws BadUsage {
        assertThat(parse("-S", "192.0.2.1").serverAddress()).contains("192.0.2.1");
        assertThat(parse("-n").ipv6()).isTrue();
        assertThat(parse("-4").ipv6()).isFalse();
        assertThat(parse("-46").ipv6()).isTrue();
    }

    @Nested
    class Faults {
        @ParameterizedTest
        @ValueSource(
                strings = {"-Z", "--unknown", "extra", "-n extra", "-c", "--config", "--quiet=1", "--no", "demo x"})
        @DisplayName("CONF-CLI-08 an unknown option or a surplus argument is an error that shows the usage")
        void showTheUsage(String words) {
            assertThatExceptionOfType(BadUsage.class)
                    .isThrownBy(() -> parse(words.split(" ")))
                    .matches(e -> !e.understood());
        }

        @ParameterizedTest
        @ValueSource(strings = {"-d 11", "-d x", "-d -1", "-p 2"})
        void ofAValueDoNot(String words) {
            assertThatExceptionOfType(BadUsage.class)
                    .isThrownBy(() -> parse(words.split(" ")))
                    .matches(BadUsage::understood);
        }

        @Test
        void aRelativePathIsRefused() {
            assertThatExceptionOfType(BadUsage.class)
                    .isThrownBy(() -> parse("-c", "a.conf"))
                    .withMessage("fatal: -c requires an absolute path");
        }
    }

    @Nested
    class Explain {
        @Test
        @DisplayName("ACL-86 explain takes words about a client, and the options of a configuration among them")
        void takesWordsAboutAClient() throws BadUsage {
            var line = parse(
                    "explain",
                    "-c",
                    "/a",
                    "--from",
                    "192.0.2.7",
                    "--user=alice",
                    "--groups",
                    "a,b",
                    "-D",
                    "X",
                    "--command",
                    "stor",
                    "--argument",
                    "x y",
                    "--server",
                    "127.0.0.1#2121",
                    "--dnsbl=on");

            assertThat(line.task()).isEqualTo(Task.EXPLAIN);
            assertThat(line.config()).contains(Path.of("/a"));
            assertThat(line.defines()).containsExactly("X");
            assertThat(line.supposed())
                    .contains(new Supposition(
                            InetAddress.ofLiteral("192.0.2.7"),
                            Optional.empty(),
                            Optional.of("alice"),
                            Optional.of(List.of("a", "b")),
                            Optional.of(Command.of("STOR", "x y")),
                            Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 2121)),
                            true));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "explain",
                    "explain --from",
                    "explain --from here",
                    "explain --from 192.0.2.1 --server 127.0.0.1#x",
                    "explain --from 192.0.2.1 --dnsbl maybe",
                    "explain --from 192.0.2.1 --bogus"
                })
        @DisplayName("ACL-86 explain without a client, or with words that are none, is bad usage")
        void badWords(String words) {
            assertThatExceptionOfType(BadUsage.class).isThrownBy(() -> parse(words.split(" ")));
        }
    }

    @Nested
    class Control {
        @Test
        @DisplayName("CONF-CTL-07 ctl takes the place of the socket, and then words as they are")
        void takesWordsAsTheyAre() throws BadUsage {
            var line = parse("ctl", "-b", "-s", "/run/x.sock", "-c", "/a", "kick", "user", "-n", "1", "joe");

            assertThat(line.task()).isEqualTo(Task.CONTROL);
            assertThat(line.config()).contains(Path.of("/a"));
            assertThat(line.control())
                    .contains(new Controlling(
                            Optional.of(Path.of("/run/x.sock")),
                            Speech.WORDS,
                            List.of("-c", "/a"),
                            List.of("kick", "user", "-n", "1", "joe")));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ctl", "ctl -s", "ctl -s /x", "ctl -s x help", "ctl -q help"})
        @DisplayName(
                "CONF-CTL-07 ctl without an action, or with a socket that is not named from the root, is bad usage")
        void badWords(String words) {
            assertThatExceptionOfType(BadUsage.class).isThrownBy(() -> parse(words.split(" ")));
        }
    }

    private static CommandLine parse(String... words) throws BadUsage {
        return CommandLine.parse(List.of(words));
    }
}
