package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.peers.Await;
import io.sluice.system.client.Curl;
import io.sluice.system.client.DataMode;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.Lftp;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// `<IfClass>`, `<IfGroup>`, `<IfUser>` in the whole distribution, with clients and servers as they are in the field.
class ConditionalSectionsIT {
    private static final String LAB = "<Class lab>\nFrom 127.0.0.2\n</Class>\n";

    @RegisterExtension
    final Scene scene = new Scene();

    @Test
    @DisplayName(
            "ACL-51 ACL-54 what a section of a user forbids is forbidden to curl and lftp as that user, once it is in")
    void ofAUser() throws IOException {
        var server = Proftpd.start(scene);
        var log = scene.folder("logs").resolve("joe.log");
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).lines("""
                                LogFormat short "%%m %%s"
                                <IfUser joe>
                                  ExtendedLog %s ALL short
                                  <Limit STOR>
                                    DenyAll
                                  </Limit>
                                </IfUser>
                                <IfUser !joe>
                                  <Limit RETR>
                                    DenyAll
                                  </Limit>
                                </IfUser>
                                <Limit STOR>
                                  AllowAll
                                </Limit>
                                """.formatted(log)));
        var endpoint = Endpoint.local(gateway.port(), server);
        var file = Files.writeString(scene.folder("local").resolve("file"), "content");
        Files.writeString(server.home().resolve("there"), "there");

        for (var client : List.of(Curl.in(scene, DataMode.EPSV), Lftp.in(scene, DataMode.PASV))) {
            var fetched = file.resolveSibling("fetched-by-" + client.getClass().getSimpleName());
            client.download(endpoint, "there", fetched);
            assertThat(fetched).hasContent("there");
            assertThatThrownBy(() -> client.upload(endpoint, file, "stored"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("550");
        }
        assertThat(server.home().resolve("stored")).doesNotExist();
        Await.until("the transfers are logged", () -> text(log).contains("RETR 226"));
        assertThat(text(log)).contains("STOR 550").doesNotContain("USER 331");
    }

    @Test
    @DisplayName("ACL-49 ACL-50 ACL-58 clients of a class, and those of none, come to servers of their own")
    void ofAClass() throws IOException {
        var ofLab = Proftpd.start(scene);
        var ofOthers = Proftpd.start(scene);
        Files.writeString(ofLab.home().resolve("which"), "lab");
        Files.writeString(ofOthers.home().resolve("which"), "others");
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, ofLab)
                        .without("ProxyReverseServers")
                        .lines(LAB)
                        .lines("<IfClass lab>\nProxyReverseServers " + ofLab.url() + "\n</IfClass>")
                        .lines("<IfClass !lab>\nProxyReverseServers " + ofOthers.url() + "\n</IfClass>"));
        var curl = Curl.in(scene, DataMode.EPSV);
        var endpoint = Endpoint.local(gateway.port(), ofLab);

        for (int i = 0; i < 3; i++) {
            assertThat(curl.run(endpoint, "which", "--interface", "127.0.0.2")).isEqualTo("lab");
            assertThat(curl.run(endpoint, "which")).isEqualTo("others");
        }
    }

    @Test
    @DisplayName("ACL-51 ACL-53 a user whom the proxy has checked comes to the servers of its section, or nowhere")
    void ofCheckedUsers() throws IOException {
        var server = Proftpd.start(scene);
        Files.writeString(server.home().resolve("there"), "there");
        var allowed = SluiceConfiguration.reverse(scene, server)
                .without("ProxyReverseServers")
                .with("ProxyOptions", "UseReverseProxyAuth")
                .with("RequireValidShell", "off")
                .withProxyUser("joe")
                .lines("<IfUser joe>\nProxyReverseServers " + server.url() + "\n</IfUser>");
        var gateway = SluiceProcess.start(scene, allowed);
        var curl = Curl.in(scene, DataMode.PASV);
        assertThat(curl.run(Endpoint.local(gateway.port(), server), "there")).isEqualTo("there");

        var denied = SluiceConfiguration.reverse(scene, server)
                .with("ProxyOptions", "UseReverseProxyAuth")
                .with("RequireValidShell", "off")
                .withProxyUser("joe")
                .lines("<IfUser joe>\n<Limit LOGIN>\nDenyAll\n</Limit>\n</IfUser>");
        var other = SluiceProcess.start(scene, denied);
        assertThatThrownBy(() -> curl.run(Endpoint.local(other.port(), server), "there"))
                .hasMessageContaining("530");
        other.logs("Limit access denies login");
    }

    @Test
    @DisplayName("ACL-40 with LimitBackendLogins a name that is denied is not told to the server")
    void refusedNames() throws IOException {
        var server = Proftpd.start(scene);
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, server)
                        .lines("AclOptions LimitBackendLogins\n<Limit LOGIN>\nDenyUser joe\n</Limit>"));
        var curl = Curl.in(scene, DataMode.PASV);

        assertThatThrownBy(() -> curl.run(Endpoint.local(gateway.port(), server), ""))
                .hasMessageContaining("530");
        gateway.logs("USER joe (Login failed): Limit access denies login");
    }

    @Test
    @DisplayName("ACL-26 ClassLoginAtConnect cuts a client off for what the section of its class says")
    void cutOff() throws IOException {
        var server = Proftpd.start(scene);
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, server)
                        .lines(LAB)
                        .lines("AclOptions ClassLoginAtConnect\n<IfClass lab>\n<Limit LOGIN>\nDenyAll\n</Limit>\n"
                                + "</IfClass>"));
        var curl = Curl.in(scene, DataMode.PASV);
        var endpoint = Endpoint.local(gateway.port(), server);

        assertThat(curl.run(endpoint, "", "--list-only")).isEmpty();
        assertThatThrownBy(() -> curl.run(endpoint, "", "--interface", "127.0.0.2"))
                .isInstanceOf(AssertionError.class);
        gateway.logs("Blocked by <Limit LOGIN>");
    }

    @Test
    @DisplayName("ACL-37 curl takes PASV and PORT where FEAT is without EPSV and EPRT because they are refused")
    void featuresWithoutWhatIsRefused() throws IOException {
        var server = Proftpd.start(scene);
        Files.writeString(server.home().resolve("there"), "there");
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, server).lines("<Limit EPSV EPRT>\nDenyAll\n</Limit>"));
        var client = RawClient.login(scene, gateway.port(), server.account());

        assertThat(client.asks("FEAT", 211).toString()).contains("UTF8").doesNotContain("EPSV", "EPRT");
        for (var mode : List.of(DataMode.EPSV, DataMode.EPRT)) {
            assertThat(Curl.in(scene, mode).run(Endpoint.local(gateway.port(), server), "there"))
                    .isEqualTo("there");
        }
    }

    @Test
    @DisplayName("LOG-35 LOG-46 logs are silent for a class and traced for a user, and tell what has been merged")
    void logs() throws IOException {
        var server = Proftpd.start(scene);
        Files.writeString(server.home().resolve("there"), "there");
        var traces = scene.folder("traces").resolve("trace.log");
        var configuration = SluiceConfiguration.reverse(scene, server);
        var gateway = SluiceProcess.start(
                scene,
                configuration
                        .with(
                                "SystemLog",
                                configuration.folder().resolve("system.log").toString())
                        .with("TraceLog", traces.toString())
                        .with("SyslogLevel", "debug")
                        .with("DebugLevel", "2")
                        .lines(LAB)
                        .lines("<IfClass lab>\nSystemLog none\n</IfClass>")
                        .lines("<IfUser joe>\nTrace session command:7\n</IfUser>"));
        var curl = Curl.in(scene, DataMode.PASV);
        var endpoint = Endpoint.local(gateway.port(), server);

        curl.run(endpoint, "there", "--interface", "127.0.0.2");
        curl.run(endpoint, "there");

        gateway.logs("(127.0.0.1[127.0.0.1]): merging <IfUser joe> directives in");
        gateway.logs("(127.0.0.1[127.0.0.1]): FTP session closed.");
        assertThat(gateway.process().errors())
                .doesNotContain("(127.0.0.2[127.0.0.2]): merging")
                .doesNotContain("(127.0.0.2[127.0.0.2]): FTP session closed.");
        Await.until("the command is traced", () -> text(traces).contains("<command:7>: dispatching RETR command"));
        assertThat(text(traces)).doesNotContain("dispatching USER command");
    }

    @Test
    @DisplayName("ACL-51 ACL-54 ACL-57 the reference with the same sections refuses and allows the same commands")
    void likeTheReference() throws IOException {
        var rules = """
                <IfUser joe>
                  <Limit MKD>
                    DenyAll
                  </Limit>
                </IfUser>
                <IfUser joe>
                  PathDenyFilter ^one
                </IfUser>
                <IfAuthenticated>
                  DenyFilter secret
                </IfAuthenticated>
                <IfUser OR ann joe>
                  PathDenyFilter ^two
                </IfUser>
                <IfUser AND joe ann>
                  PathDenyFilter ^three
                </IfUser>
                <IfUser regex ^j>
                  <Limit RMD>
                    DenyAll
                  </Limit>
                </IfUser>
                <IfClass !lab>
                  <Limit DELE>
                    DenyAll
                  </Limit>
                </IfClass>
                <Limit MKD RMD>
                  AllowAll
                </Limit>
                """;
        var plain = Proftpd.start(scene);
        var conditional = Proftpd.start(scene, modules() + LAB + rules);
        var gateway = SluiceProcess.start(
                scene, SluiceConfiguration.reverse(scene, plain).lines(LAB + rules));
        var here = RawClient.login(scene, gateway.port(), plain.account());
        var there = RawClient.login(scene, conditional.port(), conditional.account());

        for (var command : List.of(
                "MKD x", "RMD x", "DELE x", "MKD two", "RNFR one", "RNFR two", "RNFR three", "NOOP", "NOOP secret")) {
            assertThat(refused(here, command)).as(command).isEqualTo(refused(there, command));
        }
        assertThat(refused(here, "MKD x")).isTrue();
        assertThat(refused(here, "RNFR two")).isTrue();
        assertThat(refused(here, "RNFR one")).isFalse();
    }

    /// What a build of the reference with loadable modules needs.
    private static String modules() {
        return List.of("/usr/lib/proftpd", "/usr/local/libexec").stream()
                .filter(folder -> Files.exists(Path.of(folder, "mod_ifsession.so")))
                .map(folder -> "ModulePath " + folder + "\nLoadModule mod_ifsession.c\n")
                .findFirst()
                .orElse("");
    }

    private static boolean refused(RawClient client, String command) throws IOException {
        var text = client.asks(command).text();
        return text.endsWith("Operation not permitted")
                || text.endsWith("Permission denied")
                || text.contains("Forbidden");
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
