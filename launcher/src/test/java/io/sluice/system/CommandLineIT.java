package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Ports;
import io.sluice.system.process.Scene;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The command line, as far as the distribution's start script has a part in it.
class CommandLineIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName("CONF-CLI-01 -t of a good file says so and binds nothing")
    void aGoodFileIsFoundGood() {
        var configuration = SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:1");

        var process = run("-t", "-c", configuration.write().toString());

        assertThat(process.awaitExit(BOUND)).as(process.toString()).isZero();
        assertThat(process.output().lines())
                .containsExactly("Checking syntax of configuration file", "Syntax check complete.");
        assertThat(Ports.listening(configuration.port())).isFalse();
        assertThat(configuration.pidFile()).doesNotExist();
    }

    @Test
    @DisplayName("CONF-CLI-02 CONF-ERR-01 -t of a bad file names directive, line and file")
    void aBadFileIsFoundBad() {
        var configuration =
                SluiceConfiguration.reverse(scene, "ftp://127.0.0.1:1").lines("NoSuchDirective on");
        var file = configuration.write();
        var line = configuration.text().lines().count();

        var process = run("-t", "-c", file.toString());

        assertThat(process.awaitExit(BOUND)).isEqualTo(1);
        assertThat(process.errors())
                .contains("fatal: unknown configuration directive 'NoSuchDirective' on line " + line + " of '" + file
                        + "'");
    }

    @Test
    @DisplayName("CONF-CLI-03 -v names the product and its version")
    void theVersionIsNamed() {
        var process = run("-v");

        assertThat(process.awaitExit(BOUND)).isZero();
        assertThat(process.output() + process.errors()).contains("Sluice");
    }

    @Test
    @DisplayName("CONF-CLI-08 an unknown option shows the usage")
    void anUnknownOptionShowsTheUsage() {
        assertThat(run("--no-such-option").awaitExit(BOUND)).isEqualTo(1);
    }

    @Test
    @DisplayName("CONF-ERR-08 a file that is not there is a clear failure")
    void aMissingFileIsAClearFailure() {
        var missing = scene.folder().resolve("missing.conf");

        var process = run("-n", "-c", missing.toString());

        assertThat(process.awaitExit(BOUND)).isEqualTo(1);
        assertThat(process.errors()).contains("unable to read configuration file '" + missing + "'");
    }

    @Test
    @DisplayName("CONF-ERR-09 -c wants an absolute path")
    void aRelativePathIsRefused() {
        var process = run("-n", "-c", "sluice.conf");

        assertThat(process.awaitExit(BOUND)).isEqualTo(1);
        assertThat(process.errors()).contains("-c requires an absolute path");
    }

    private ChildProcess run(String... arguments) {
        return scene.owns(ChildProcess.start(scene.folder(), "sluice", SluiceProcess.command(arguments)));
    }
}
