package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.peers.Program;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.ScriptedBackend;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// The start without `-n`: the first process ends when the second serves, or has said why it cannot.
class BackgroundIT {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /// Places in `/proc/<pid>/stat`, counted from behind the name, which may hold blanks.
    private static final int SESSION = 3;

    private static final int TERMINAL = 4;

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

    @AfterEach
    void endDetached() throws IOException {
        if (Files.exists(configuration.pidFile())) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void servesWhenTheFirstProcessEnds() throws IOException {
        var first = start();

        assertThat(first.awaitExit(BOUND)).as(first.toString()).isZero();
        assertThat(configuration.pidFile()).exists();
        assertThat(Ports.listening(configuration.port())).isTrue();
        assertThat(first.output() + first.errors()).isEmpty();
        servesASession();
    }

    @Test
    void hasLeftItsTerminal() throws IOException {
        assertThat(start().awaitExit(BOUND)).isZero();

        assertThat(status(pid(), SESSION)).as("session of the process").isEqualTo(pid());
        assertThat(status(pid(), TERMINAL)).as("terminal of the process").isZero();
        for (var stream : List.of("0", "1", "2")) {
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + pid() + "/fd/" + stream)))
                    .isEqualTo(Path.of("/dev/null"));
        }
    }

    /// `script` gives it a terminal, and takes that away when the shell in it ends.
    @Test
    void survivesTheEndOfItsTerminal() throws IOException {
        var file = configuration.write();
        var shell = ChildProcess.start(
                scene.folder(),
                "script",
                List.of(
                        Program.of("script").toString(),
                        "-qec",
                        String.join(" ", SluiceProcess.command("-c", file.toString())),
                        "/dev/null"));
        scene.owns(shell);

        assertThat(shell.awaitExit(BOUND)).as(shell.toString()).isZero();

        servesASession();
    }

    @Test
    void saysInTheForegroundThatItsPortIsTaken() throws IOException {
        assertThat(start().awaitExit(BOUND)).isZero();
        var running = pid();

        var second = start();

        assertThat(second.awaitExit(BOUND)).isEqualTo(1);
        assertThat(second.errors())
                .isEqualTo(
                        "fatal: unable to listen on 127.0.0.1#" + configuration.port() + ": Address already in use\n");
        assertThat(pid()).as("the PID file of the first").isEqualTo(running);
        servesASession();
    }

    @Test
    void saysInTheForegroundAllThatIsWrongWithTheFile() {
        configuration.with("ProxyRole", "sideways").with("TimeoutIdle", "abc");

        var first = start();

        assertThat(first.awaitExit(BOUND)).isEqualTo(1);
        assertThat(first.errors()).hasLineCount(2).contains("'sideways'").contains("'abc'");
        assertThat(first.output()).isEmpty();
        assertThat(configuration.pidFile()).doesNotExist();
    }

    @Test
    void endsByTerm() throws IOException {
        assertThat(start().awaitExit(BOUND)).isZero();
        var pid = pid();

        Signals.send(pid, "TERM");

        Await.until("the process is gone", () -> ProcessHandle.of(pid).isEmpty());
        assertThat(configuration.pidFile()).doesNotExist();
        assertThat(Ports.listening(configuration.port())).isFalse();
    }

    private static long status(long pid, int index) throws IOException {
        var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[index]);
    }

    private ChildProcess start() {
        return scene.owns(ChildProcess.start(
                configuration.folder(),
                "sluice",
                SluiceProcess.command("-c", configuration.write().toString())));
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(configuration.pidFile()).strip());
    }

    private void servesASession() throws IOException {
        var client = RawClient.login(scene, configuration.port(), new Account("joe", "secret"));
        client.asks("QUIT", 221);
        client.expectsEnd();
    }
}
