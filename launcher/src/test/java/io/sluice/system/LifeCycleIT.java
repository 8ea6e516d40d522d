package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.Signals;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// From start to end of the process, in the foreground and detached.
class LifeCycleIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private SluiceConfiguration configuration;

    @BeforeEach
    void start() {
        server = Proftpd.start(scene);
        configuration = SluiceConfiguration.reverse(scene, server);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    @DisplayName("CONF-SIG-06 CONF-DIR-28 TERM and INT end the sessions and remove the PidFile")
    void aSignalEndsAllInPeace(String signal) throws IOException {
        TestFiles.sparse(server.home().resolve("large"), 1L << 30);
        var gateway = SluiceProcess.start(scene, configuration);
        Await.until("the PidFile is written", () -> Files.exists(configuration.pidFile()));
        assertThat(configuration.pidFile())
                .content()
                .isEqualToIgnoringNewLines(Long.toString(gateway.process().pid()));
        var idle = RawClient.login(scene, gateway.port(), server.account());
        var busy = RawClient.login(scene, gateway.port(), server.account());

        try (var _ = busy.openPassive()) {
            busy.asks("RETR large", 150);
            gateway.signal(signal);

            assertThat(gateway.process().awaitExit(BOUND)).isZero();
        }

        idle.expectsEnd();
        assertThat(configuration.pidFile()).doesNotExist();
        assertThat(Ports.listening(gateway.port())).isFalse();
    }

    @Test
    void aPortInUseIsAClearFailure() {
        var first = SluiceProcess.start(scene, configuration);

        var second = ChildProcess.start(
                configuration.folder(),
                "second",
                SluiceProcess.command("-n", "-c", configuration.write().toString()));
        scene.owns(second);

        assertThat(second.awaitExit(BOUND)).isEqualTo(1);
        assertThat(second.errors()).contains(Integer.toString(first.port()));
    }

    @Test
    void withoutTheForegroundOptionItDetaches() throws IOException {
        var file = configuration.write();
        scene.owns(this::endDetached);

        ChildProcess.run(configuration.folder(), "sluice", BOUND, SluiceProcess.command("-c", file.toString()));
        Await.until("the gateway listens", () -> Ports.listening(configuration.port()));
        Await.until("the PidFile is written", () -> Files.exists(configuration.pidFile()));

        var pid = pid();
        assertThat(processGroup(pid))
                .isNotEqualTo(processGroup(ProcessHandle.current().pid()));
        RawClient.login(scene, configuration.port(), server.account()).asks("QUIT", 221);

        Signals.send(pid, "TERM");
        Await.until("the process is gone", () -> ProcessHandle.of(pid).isEmpty());
        assertThat(configuration.pidFile()).doesNotExist();
    }

    @Test
    void aFailureIsSeenAlsoWithoutTheForegroundOption() {
        var file = configuration.lines("NoSuchDirective on").write();

        var process = scene.owns(
                ChildProcess.start(configuration.folder(), "sluice", SluiceProcess.command("-c", file.toString())));

        assertThat(process.awaitExit(BOUND)).isEqualTo(1);
        assertThat(process.errors()).contains("NoSuchDirective");
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(configuration.pidFile()).strip());
    }

    /// Kills the detached process where the test has not ended it.
    private void endDetached() throws IOException {
        if (Files.exists(configuration.pidFile())) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /// The fifth word of `/proc/<pid>/stat`, counted from behind the name, which may hold blanks.
    private static long processGroup(long pid) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2]);
    }
}
