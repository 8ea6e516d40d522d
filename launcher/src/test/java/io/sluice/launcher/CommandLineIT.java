package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
    private final Distribution sluice = Distribution.built();

    @TempDir
    private Path directory;

    @Test
    @DisplayName("CONF-CLI-01 -t on a good file says two lines, ends with 0 and binds nothing")
    void aGoodFileIsComplete() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var outcome = sluice.run("-t", "-c", file("Port " + taken.getLocalPort() + "\n"));

            assertThat(outcome)
                    .isEqualTo(new Distribution.Outcome(
                            0, "Checking syntax of configuration file\nSyntax check complete.\n", ""));
        }
    }

    @Test
    @DisplayName("CONF-CLI-02 -t on a bad file names every problem and ends with 1")
    void aBadFileIsAnError() throws IOException {
        var outcome = sluice.run("-t", "-c", file("Bogus 1\nPort many\n"));

        assertThat(outcome.status()).isOne();
        assertThat(outcome.out()).isEqualTo("Checking syntax of configuration file\n");
        assertThat(outcome.err()).contains("Bogus").contains("Port");
    }

    @Test
    @DisplayName("CONF-CLI-03 -v, -vv, -V, -l and -h go to standard output and end with 0")
    void informationGoesToStandardOutput() {
        assertThat(sluice.run("-v").out()).startsWith("Sluice Version ");
        assertThat(sluice.run("-vv").out()).contains("Loaded modules:\n  mod_");
        assertThat(sluice.run("-V").out()).startsWith("Compile-time Settings:");
        assertThat(sluice.run("-l").out())
                .startsWith("Compiled-in modules:\n  mod_")
                .contains("  mod_proxy.c\n");
        assertThat(sluice.run("-h")).satisfies(help -> {
            assertThat(help.status()).isZero();
            assertThat(help.out()).startsWith("Usage: sluice");
            assertThat(help.err()).isEmpty();
        });
    }

    @Test
    @DisplayName("ACL-86 explain ends with 0 for whom is allowed, 3 for whom is refused, 1 where it cannot tell")
    void explainTellsByItsStatus() throws IOException {
        var path = file("""
                DefaultAddress 127.0.0.1
                <Class near>
                From 192.0.2.0/24
                </Class>
                <Limit LOGIN>
                Order deny,allow
                AllowClass near
                </Limit>
                """);

        assertThat(sluice.run("explain", "-c", path, "--from", "192.0.2.7"))
                .isEqualTo(new Distribution.Outcome(
                        0,
                        "class: near by " + path + ":3 From 192.0.2.0/24\nconnect: allowed by " + path
                                + ":7 AllowClass near\n",
                        ""));
        assertThat(sluice.run("explain", "--from", "203.0.113.9", "-c", path))
                .isEqualTo(new Distribution.Outcome(
                        3, "class: none\nconnect: refused by " + path + ":5 Order deny,allow (nothing matched)\n", ""));
        assertThat(sluice.run("explain", "-c", path).status()).isOne();
        assertThat(sluice.run("explain", "-c", file("Bogus 1\n"), "--from", "192.0.2.7")
                        .status())
                .isOne();
    }

    @Test
    @DisplayName("CONF-CLI-08 an unknown option shows the usage and ends with 1")
    void anUnknownOptionShowsTheUsage() {
        var outcome = sluice.run("-Z");

        assertThat(outcome.status()).isOne();
        assertThat(outcome.err()).startsWith("fatal: unknown option '-Z'\nUsage: sluice");
    }

    @Test
    @DisplayName("CONF-DIR-28 CONF-SIG-06 in the background it has a PID file, which TERM removes")
    void theBackgroundHasAPidFile() throws Exception {
        int port = Ports.free();
        var pidFile = directory.resolve("sluice.pid");

        var outcome = sluice.run("-c", file("DefaultAddress 127.0.0.1\nPort " + port + "\nPidFile " + pidFile + "\n"));

        assertThat(outcome.status()).as(outcome.err()).isZero();
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pidFile).strip()))
                .orElseThrow();
        try (var client = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            client.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            assertThat(client.getInputStream().readNBytes(4)).asString().isEqualTo("220 ");
            process.destroy();
            process.onExit().get(20, TimeUnit.SECONDS);
        }
        assertThat(pidFile).doesNotExist();
    }

    @Test
    void aFaultInTheBackgroundIsSaidInTheForeground() throws IOException {
        var outcome = sluice.run("-c", file("Bogus 1\n"));

        assertThat(outcome.status()).isOne();
        assertThat(outcome.err()).contains("Bogus");
    }

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("sluice.conf"), text).toString();
    }
}
