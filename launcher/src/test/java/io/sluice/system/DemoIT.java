package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import io.sluice.system.client.CommonsNet;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `sluice demo`, from its announcement to its end.
class DemoIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Pattern GATEWAY = Pattern.compile("ftp://127\\.0\\.0\\.1:(\\d+) {3}the gateway");
    private static final Account ACCOUNT = new Account("demo", "demo");

    @RegisterExtension
    final Scene scene = new Scene();

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void showsBothServersAndLeavesNothingBehind(String signal) throws IOException {
        var temporary = scene.folder("temporary");
        var demo = start(temporary);
        var port = gatewayPort(demo);

        var listings = new ArrayList<String>();
        for (var session = 0; session < 4; session++) {
            listings.add(String.join(" ", names(port)));
        }
        demo.signal(signal);

        assertThat(listings)
                .anyMatch(names -> names.contains("this-is-the-first-server.txt"))
                .anyMatch(names -> names.contains("this-is-the-second-server.txt"));
        assertThat(demo.awaitExit(SOON)).isZero();
        assertThat(demo.output()).startsWith("Two FTP servers").endsWith("Ctrl-C ends it.\n");
        assertThat(demo.errors()).isEmpty();
        try (var left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
        assertThat(Ports.listening(port)).isFalse();
    }

    @Test
    void endsWithASessionOpen() throws IOException {
        var demo = start(scene.folder("temporary"));
        var port = gatewayPort(demo);

        var client = RawClient.login(scene, port, ACCOUNT);
        demo.signal("INT");

        assertThat(demo.awaitExit(SOON)).isZero();
        client.expectsEnd();
        assertThat(demo.errors()).isEmpty();
    }

    @Test
    void takesOtherPortsWhereTheUsualOnesAreTaken() throws IOException {
        for (var usual = 2121; usual <= 2123; usual++) {
            if (!Ports.listening(usual)) {
                scene.owns(new ServerSocket(usual, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
        }

        var demo = start(scene.folder("temporary"));
        var port = gatewayPort(demo);

        assertThat(port).isNotIn(2121, 2122, 2123);
        assertThat(names(port)).contains("welcome.txt");
        demo.signal("INT");
        assertThat(demo.awaitExit(SOON)).isZero();
        assertThat(demo.errors()).isEmpty();
    }

    private ChildProcess start(Path temporary) {
        return scene.owns(ChildProcess.start(
                scene.folder(),
                "demo",
                SluiceProcess.command("demo"),
                Map.of("JAVA_OPTS", "-Djava.io.tmpdir=" + temporary)));
    }

    private static int gatewayPort(ChildProcess demo) {
        Await.until(
                "the announcement, not\n" + demo.errors(), () -> demo.output().contains("Ctrl-C"));
        var match = GATEWAY.matcher(demo.output());
        assertThat(match.find()).as(demo.output()).isTrue();
        return Integer.parseInt(match.group(1));
    }

    private static List<String> names(int port) throws IOException {
        return new CommonsNet(DataMode.PASV).names(new Endpoint("127.0.0.1", port, ACCOUNT, ""));
    }
}
