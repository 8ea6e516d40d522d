package io.sluice.system;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Program;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Limits of time and number, in their exact words.
class LimitsIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;

    @BeforeEach
    void start() {
        server = Proftpd.start(scene);
    }

    @Test
    @DisplayName("CONF-SES-09 PROXY-DT-21 TimeoutIdle ends an idle session with its text")
    void timeoutIdle() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("TimeoutIdle", "2"));
        var client = RawClient.login(scene, gateway.port(), server.account());
        var from = System.nanoTime();

        assertThat(client.expects(421).text()).isEqualTo("Idle timeout (2 seconds): closing control connection");
        client.expectsEnd();

        assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThan(Duration.ofSeconds(1));
        Await.until("the backend is left", () -> gateway.connections(port -> port == server.port()) == 0);
    }

    @Test
    @DisplayName("CONF-SES-10 PROXY-CMD-12 TimeoutLogin ends a session that does not log in")
    void timeoutLogin() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("TimeoutLogin", "2"));
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        client.asks("USER " + server.account().name(), 331);

        assertThat(client.expects(421).text()).isEqualTo("Login timeout (2 seconds): closing control connection");
        client.expectsEnd();
    }

    @Test
    @DisplayName("PROXY-CMD-12 a login in time cancels TimeoutLogin")
    void aLoginInTimeCancelsTimeoutLogin() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("TimeoutLogin", "1"));
        var client = RawClient.login(scene, gateway.port(), server.account());

        client.expectsNothingFor(Duration.ofMillis(1500));

        client.asks("NOOP", 200);
    }

    @Test
    @DisplayName("CONF-SES-11 PROXY-DT-21 TimeoutNoTransfer ends a session without transfers")
    void timeoutNoTransfer() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("TimeoutNoTransfer", "2"));
        var client = RawClient.login(scene, gateway.port(), server.account());

        assertThat(client.expects(421).text()).isEqualTo("No transfer timeout (2 seconds): closing control connection");
        client.expectsEnd();
    }

    @Test
    @DisplayName("CONF-SES-01 MaxInstances closes one too many silently, logs it, and counts those who leave")
    void maxInstances() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("MaxInstances", "2"));
        var first = RawClient.login(scene, gateway.port(), server.account());
        var second = RawClient.login(scene, gateway.port(), server.account());

        RawClient.connect(scene, gateway.port()).expectsEnd();

        gateway.logs("MaxInstances (2) reached, new connection denied");
        first.asks("QUIT", 221);
        first.expectsEnd();
        Await.until("one who leaves makes room", () -> {
            try (var next = RawClient.connect(scene, gateway.port())) {
                return next.reply().code() == 220;
            } catch (IOException e) {
                return false;
            }
        });
        second.asks("NOOP", 200);
    }

    @Test
    @DisplayName("CONF-SES-08 the last failed login that MaxLoginAttempts allows ends the session")
    void maxLoginAttempts() throws IOException {
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("MaxLoginAttempts", "2"));
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        for (var attempt = 0; attempt < 2; attempt++) {
            client.asks("USER " + server.account().name(), 331);
            client.asks("PASS wrong", 530);
        }

        client.expectsEnd();
    }

    @Test
    @DisplayName(
            "Without file descriptors nobody is accepted, which is said once; those who waited are served afterwards")
    void withoutDescriptors() throws IOException {
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var before = RawClient.login(scene, gateway.port(), server.account());

        mayOpen(gateway, lowestFree(gateway));
        var waiting = RawClient.connect(scene, gateway.port());
        gateway.logs("error accepting a connection on 127.0.0.1#" + gateway.port() + ": Too many open files");
        before.asks("NOOP", 200);
        waiting.expectsNothingFor(Duration.ofMillis(500));
        mayOpen(gateway, 1024);

        waiting.expects(220);
        gateway.logs("accepting connections again on 127.0.0.1#" + gateway.port());
        assertThat(gateway.process().errors()).containsOnlyOnce("error accepting a connection");
    }

    private void mayOpen(SluiceProcess gateway, long most) {
        ChildProcess.run(
                scene.folder("prlimit"),
                "prlimit",
                Duration.ofSeconds(5),
                List.of(
                        Program.of("prlimit").toString(),
                        "--pid",
                        Long.toString(gateway.process().pid()),
                        "--nofile=" + most + ":"));
    }

    /// The lowest number that is no descriptor of the process: one who may open no more than that may open nothing.
    private static int lowestFree(SluiceProcess gateway) {
        var descriptors = Path.of("/proc", Long.toString(gateway.process().pid()), "fd");
        return IntStream.iterate(0, number -> number + 1)
                .filter(number -> !Files.exists(descriptors.resolve(Integer.toString(number)), NOFOLLOW_LINKS))
                .findFirst()
                .orElseThrow();
    }
}
