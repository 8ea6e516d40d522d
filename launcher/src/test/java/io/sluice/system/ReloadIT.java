package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// HUP: the file is read again while sessions go on.
class ReloadIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer before;
    private FtpServer after;
    private SluiceConfiguration configuration;
    private SluiceProcess gateway;

    @BeforeEach
    void start() {
        before = Proftpd.start(scene, "ServerIdent on before");
        after = Proftpd.start(scene, "ServerIdent on after");
        configuration = SluiceConfiguration.reverse(scene, before);
        gateway = SluiceProcess.start(scene, configuration);
    }

    @Test
    @DisplayName("CONF-SIG-01 CONF-SIG-02 new sessions have the new configuration, old ones keep theirs")
    void newSessionsHaveTheNewConfiguration() throws IOException {
        TestFiles.random(before.home().resolve("file"), 1000, 1);
        var old = RawClient.login(scene, gateway.port(), before.account());
        old.asks("TYPE I", 200);

        reload(after);

        Await.until("new sessions meet the new backend", () -> greeting().equals("after"));
        assertThat(old.retrieves("RETR file")).isEqualTo(TestFiles.bytes(1000, 1));
    }

    @Test
    @DisplayName("CONF-SIG-03 no connection is refused while the file is read again")
    void noConnectionIsRefusedInBetween() throws Exception {
        var done = new AtomicBoolean();
        var sessions = new AtomicInteger();
        var failure = new AtomicReference<Throwable>();
        var visitor = Thread.ofVirtual().start(() -> {
            while (!done.get()) {
                try {
                    greeting();
                    sessions.incrementAndGet();
                } catch (IOException | AssertionError e) {
                    failure.set(e);
                    return;
                }
            }
        });

        for (var round = 1; round <= 5; round++) {
            var server = round % 2 == 1 ? after : before;
            var name = round % 2 == 1 ? "after" : "before";
            reload(server);
            Await.until("sessions meet " + name, () -> greeting().equals(name));
        }
        done.set(true);
        visitor.join();

        assertThat(failure.get()).isNull();
        assertThat(sessions.get()).isPositive();
    }

    @Test
    @DisplayName("CONF-SIG-04 logs are opened again")
    void logsAreOpenedAgain() throws IOException {
        var folder = scene.folder("log");
        var log = folder.resolve("transfers");
        TestFiles.random(before.home().resolve("file"), 1000, 1);
        var logging = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, before).with("TransferLog", log.toString()));
        retrieve(logging);
        Await.until("the transfer is logged", () -> Files.exists(log) && Files.size(log) > 0);
        Files.move(log, folder.resolve("transfers.1"));

        logging.signal("HUP");

        Await.until("a transfer is logged in a new file", () -> {
            retrieve(logging);
            return Files.exists(log) && Files.size(log) > 0;
        });
    }

    @Test
    @DisplayName("CONF-SIG-05 a file with an error leaves the old configuration in force, and the log says why")
    void aFileWithAnErrorIsNotTaken() throws IOException {
        configuration.lines("NoSuchDirective on");
        reload(after);

        gateway.logs("NoSuchDirective");
        assertThat(greeting()).isEqualTo("before");
    }

    @Test
    @DisplayName("CONF-SIG-01 a gateway that never hears HUP says so")
    void ignoredHangUp() {
        var other = SluiceConfiguration.reverse(scene, before);
        var command = SluiceProcess.command("-n", "-c", other.write().toString()).stream();

        var ignoring = scene.owns(ChildProcess.start(
                other.folder(),
                "nohup",
                Stream.concat(Stream.of("nohup"), command).toList()));

        Await.until(
                "it says so, not\n" + ignoring.errors(),
                () -> ignoring.errors().contains("HUP is ignored, as by nohup: 'sluice ctl restart' reads"));
        assertThat(gateway.process().errors()).doesNotContain("HUP is ignored");
    }

    private void reload(FtpServer server) {
        configuration.with("ProxyReverseServers", server.url()).write();
        gateway.signal("HUP");
    }

    private String greeting() throws IOException {
        try (var client = RawClient.connect(scene, gateway.port())) {
            return client.expects(220).text();
        }
    }

    private void retrieve(SluiceProcess from) throws IOException {
        try (var client = RawClient.login(scene, from.port(), before.account())) {
            client.retrieves("RETR file");
            client.asks("QUIT", 221);
        }
    }
}
