package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What each option of the command line does to a gateway at work, and what the others print.
class OptionsIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Account ACCOUNT = new Account("joe", "secret");

    @RegisterExtension
    final Scene scene = new Scene();

    private SluiceConfiguration configuration;

    @BeforeEach
    void configure() {
        var backend = ScriptedBackend.start(scene, session -> {
            session.login();
            session.expectsEnd();
        });
        configuration = SluiceConfiguration.reverse(scene, backend.url());
    }

    @Nested
    class Logging {
        @Test
        @DisplayName("CONF-CLI-04 -n logs to standard error alone, whatever SystemLog says")
        void nLogsToStandardError() throws IOException {
            var log = configuration.folder().resolve("system.log");
            var gateway = serve(configuration.with("SystemLog", log.toString()), "-n");

            session(gateway);
            end(gateway);

            assertThat(gateway.errors()).contains("standalone mode STARTUP").contains("standalone mode SHUTDOWN");
            assertThat(gateway.output()).isEmpty();
            assertThat(log).doesNotExist();
        }

        @Test
        @DisplayName("CONF-CLI-04 -q silences a good run")
        void qSilencesAGoodRun() throws IOException {
            var gateway = serve(configuration, "-nq");

            session(gateway);
            gateway.signal("HUP");
            session(gateway);
            end(gateway);

            assertThat(gateway.errors() + gateway.output()).isEmpty();
        }

        @Test
        @DisplayName("CONF-CLI-05 -d shows debug lines up to its number")
        void dShowsDebugLinesUpToItsNumber() throws IOException {
            var choice = "selected backend server"; // a line of debug level 4

            var quiet = serve(configuration, "-n");
            session(quiet);
            end(quiet);
            var less = serve(configuration, "-nd3");
            session(less);
            end(less);
            var more = serve(configuration, "-n", "-d", "4");
            session(more);
            end(more);

            assertThat(quiet.errors()).doesNotContain(choice);
            assertThat(less.errors()).doesNotContain(choice);
            assertThat(more.errors()).contains(choice);
        }
    }

    @Nested
    class Addresses {
        @Test
        @DisplayName("CONF-CLI-06 -S is the address of the main server that has no DefaultAddress")
        void sIsTheAddressOfTheMainServer() throws IOException {
            serve(configuration.without("DefaultAddress"), "-n", "-S", "127.0.0.2");

            assertThat(listening("tcp")).containsExactly("0200007F");
        }

        @Test
        @DisplayName("CONF-CLI-06 DefaultAddress stands before -S")
        void defaultAddressStandsBefore() throws IOException {
            serve(configuration, "-n", "-S", "127.0.0.2");

            assertThat(listening("tcp")).containsExactly("0100007F");
        }

        @Test
        @DisplayName("CONF-CLI-07 -4 leaves IPv6 alone")
        void fourLeavesIpv6Alone() throws IOException {
            serve(onAllAddresses(), "-n4");

            assertThat(listening("tcp")).containsExactly("00000000");
            assertThat(listening("tcp6")).isEmpty();
        }

        @Test
        @DisplayName("CONF-CLI-07 -6 serves IPv6 and IPv4")
        void sixServesBoth() throws IOException {
            var gateway = serve(onAllAddresses(), "-n", "-6");

            assertThat(listening("tcp6")).containsExactly("0".repeat(32));
            session(gateway);
        }

        private SluiceConfiguration onAllAddresses() {
            return configuration.with("SocketBindTight", "off");
        }

        /// The addresses on which the kernel has listeners at the port of the gateway, as it writes them.
        private List<String> listening(String table) throws IOException {
            var end = String.format(Locale.ROOT, ":%04X", configuration.port());
            try (var lines = Files.lines(Path.of("/proc/net/" + table))) {
                return lines.map(line -> line.strip().split("\\s+"))
                        .filter(words -> words[1].endsWith(end) && words[3].equals("0A"))
                        .map(words -> words[1].substring(0, words[1].indexOf(':')))
                        .toList();
            }
        }
    }

    @Nested
    class Information {
        @Test
        @DisplayName("CONF-CLI-03 -h is one page")
        void theHelpIsOnePage() {
            var help = done(run("-h"), 0);

            assertThat(help.output().lines().count()).isLessThanOrEqualTo(60);
            assertThat(help.output().lines()).allMatch(line -> line.length() <= 100);
            assertThat(help.output())
                    .contains("--nodaemon")
                    .contains("--configtest")
                    .contains("sluice demo");
            assertThat(help.errors()).isEmpty();
        }

        @Test
        @DisplayName("CONF-CLI-03 -vv adds Java, the system and the modules to -v")
        void moreIsSaidWhenAskedTwice() {
            var said = done(run("-v"), 0).output();
            assertThat(said).matches("Sluice Version \\d+\\.\\d+\\.\\d+\\S*\n");
            var version = said.strip().substring("Sluice Version ".length());

            for (var option : List.of("-vv", "--version-status")) {
                assertThat(done(run(option), 0).output())
                        .startsWith("Sluice Version: " + version + "\n")
                        .contains("Java: ")
                        .contains("Loaded modules:\n  mod_auth.c/" + version + "\n")
                        .contains("  mod_acl.c/" + version + "\n");
            }
        }

        @Test
        @DisplayName("CONF-CLI-03 -V names the places, -l the modules, and nothing goes to standard error")
        void placesAndModules() {
            var settings = done(run("-V"), 0);
            var modules = done(run("-l"), 0);

            assertThat(settings.output()).startsWith("Compile-time Settings:").contains("Configuration File: /etc/");
            assertThat(modules.output()).startsWith("Compiled-in modules:\n  mod_auth.c\n");
            assertThat(settings.errors() + modules.errors()).isEmpty();
        }
    }

    @Test
    @DisplayName("CONF-CLI-02 -t names every problem, with its place, what is expected and the nearest name")
    void everyProblemIsNamedAtOnce() throws IOException {
        var file = Files.writeString(scene.folder().resolve("bad.conf"), """
                ProxyEngin on
                Port many
                <VirtualHost 127.0.0.1>
                  TimeoutIdle abc
                  ProxyRole sideways
                </VirtualHost>
                """);

        var check = done(run("-t", "-c", file.toString()), 1);

        assertThat(check.output()).isEqualTo("Checking syntax of configuration file\n");
        assertThat(check.errors().lines())
                .hasSize(4)
                .satisfiesExactly(
                        line -> assertThat(line)
                                .contains("'ProxyEngin' on line 1 of '" + file + "'")
                                .contains("ProxyEngine?"),
                        line -> assertThat(line)
                                .contains("line 2 of '" + file + "'")
                                .contains("'many'")
                                .contains("between 0 and 65535"),
                        line -> assertThat(line)
                                .contains("line 4 of '" + file + "'")
                                .contains("'abc'")
                                .contains("expected: TimeoutIdle"),
                        line -> assertThat(line)
                                .contains("line 5 of '" + file + "'")
                                .contains("'sideways'")
                                .contains("expected: ProxyRole"));
    }

    private ChildProcess serve(SluiceConfiguration of, String... options) {
        var arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-c", of.write().toString()));
        var process = run(arguments.toArray(String[]::new));
        new SluiceProcess(process, of).listens(of.port());
        return process;
    }

    private void session(ChildProcess gateway) throws IOException {
        var client = RawClient.login(scene, configuration.port(), ACCOUNT);
        client.asks("QUIT", 221);
        client.expectsEnd();
        assertThat(gateway.alive()).isTrue();
    }

    private static void end(ChildProcess gateway) {
        gateway.signal("TERM");
        done(gateway, 0);
    }

    private static ChildProcess done(ChildProcess process, int status) {
        assertThat(process.awaitExit(BOUND)).as(process.toString()).isEqualTo(status);
        return process;
    }

    private ChildProcess run(String... arguments) {
        return scene.owns(ChildProcess.start(scene.folder(), "sluice", SluiceProcess.command(arguments)));
    }
}
