package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import io.sluice.system.process.TestFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How the backend's data connection is made, for each policy and each way of the client's own.
class DataPolicyIT {
    private static final List<String> ADDRESS_COMMANDS = List.of("PASV", "EPSV", "PORT", "EPRT");

    @RegisterExtension
    final Scene scene = new Scene();

    /// The columns: the policy, then what the backend is sent for a client's PASV, EPSV, PORT, EPRT.
    @ParameterizedTest(name = "PROXY-DT-01 ProxyDataTransferPolicy {0}")
    @CsvSource({
        "client,  PASV, EPSV, PORT, EPRT",
        "passive, EPSV, EPSV, EPSV, EPSV",
        "PASV,    PASV, PASV, PASV, PASV",
        "EPSV,    EPSV, EPSV, EPSV, EPSV",
        "active,  EPRT, EPRT, EPRT, EPRT",
        "PORT,    PORT, PORT, PORT, PORT",
        "EPRT,    EPRT, EPRT, EPRT, EPRT"
    })
    void theBackendIsSentWhatThePolicySays(String policy, String pasv, String epsv, String port, String eprt)
            throws IOException {
        var log = scene.folder("log").resolve("verbs");
        var server = Proftpd.start(scene, "LogFormat verbs \"%m\"\nExtendedLog " + log + " ALL verbs");
        var remote = TestFiles.random(server.home().resolve("file"), 100_000, 1);
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).with("ProxyDataTransferPolicy", policy));
        var expected = List.of(pasv, epsv, port, eprt);

        for (var mode : DataMode.values()) {
            var curl = Curl.in(scene, mode);
            var local = curl.folder().resolve("file");
            var before = addressCommands(log).size();
            curl.download(gateway.endpoint(server), "file", local);
            curl.upload(gateway.endpoint(server), local, "copy");

            assertThat(local).hasSameBinaryContentAs(remote);
            assertThat(server.home().resolve("copy")).hasSameBinaryContentAs(remote);
            var sent = addressCommands(log);
            assertThat(sent.subList(before, sent.size()))
                    .as("for a client's " + mode)
                    .containsOnly(expected.get(mode.ordinal()));
        }
    }

    private static List<String> addressCommands(Path log) throws IOException {
        return Files.exists(log)
                ? Files.readAllLines(log).stream()
                        .filter(ADDRESS_COMMANDS::contains)
                        .toList()
                : List.of();
    }
}
