package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import java.io.IOException;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Logging in through the gateway: the backend decides, and is heard.
class LoginIT {
    @RegisterExtension
    final Scene scene = new Scene();

    @ParameterizedTest
    @EnumSource
    void afterAWrongPasswordTheRightOneIsTaken(FtpServer.Kind kind) throws IOException {
        var server = kind.start(scene);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);

        client.asks("USER " + server.account().name(), 331);
        client.asks("PASS wrong", 530);
        client.login(server.account());

        client.asks("PWD", 257);
    }

    @ParameterizedTest
    @EnumSource
    void repliesAreThoseOfTheBackend(FtpServer.Kind kind) throws IOException {
        var server = kind.start(scene);
        var gateway = SluiceProcess.start(scene, SluiceConfiguration.reverse(scene, server));
        var direct = RawClient.connect(scene, server.port());
        var proxied = RawClient.connect(scene, gateway.port());
        assertThat(proxied.expects(220).code()).isEqualTo(direct.expects(220).code());

        for (var command : new String[] {
            "USER " + server.account().name(),
            "PASS " + server.account().password(),
            "PWD",
            "TYPE I",
            "SIZE nothing",
            "CWD nowhere",
            "SITE NOTHING",
            "MODE X",
            "XNOSUCH argument"
        }) {
            assertThat(proxied.asks(command).lines())
                    .as(command)
                    .isEqualTo(direct.asks(command).lines());
        }
    }
}
