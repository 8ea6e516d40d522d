package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.NameServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tables and geography in the distribution, tables beside the reference.
class AccessModulesIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private int passwordReply(int port, FtpServer server) throws IOException {
        var client = RawClient.connect(scene, port);
        client.expects(220);
        client.asks("USER " + server.account().name(), 331);
        client.sends("PASS " + server.account().password());
        return client.reply().code();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALL: 127.0.0.1|530",
                "ALL: 127.0.0.|530",
                "ALL: 127.0.0.0/255.0.0.0|530",
                "ALL: 192.0.2.|230",
                "proftpd: ALL|530",
                "vsftpd: ALL|230",
                "ALL: ALL EXCEPT 127.0.0.1|230"
            })
    @DisplayName("ACL-63 ACL-64 tables refuse whom those of the reference refuse")
    void tablesBesideTheReference(String line, int code) throws IOException {
        var table = Files.writeString(scene.folder("tables").resolve("deny"), line + "\n");
        var reference = Proftpd.start(scene, """
                LoadModule mod_wrap2.c
                LoadModule mod_wrap2_file.c
                WrapEngine on
                WrapTables file:/nowhere file:%s
                """.formatted(table));
        var backend = Proftpd.start(scene);
        var gateway = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, backend)
                        .with("WrapEngine", "on")
                        .with("WrapTables", "file:/nowhere file:" + table));

        assertThat(passwordReply(reference.port(), reference)).isEqualTo(code);
        assertThat(passwordReply(gateway.port(), backend)).isEqualTo(code);
    }

    @Test
    @DisplayName("ACL-72 ACL-79 a file of geography decides who may connect")
    void geography() throws IOException {
        var backend = Proftpd.start(scene);
        var table = copied("loopback.mmdb");
        var open = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, backend)
                        .with("GeoIPEngine", "on")
                        .with("GeoIPTable", table.toString())
                        .with("GeoIPDenyFilter", "CountryCode ^JP$"));
        assertThat(passwordReply(open.port(), backend)).isEqualTo(230);

        var closed = SluiceProcess.start(
                scene,
                SluiceConfiguration.reverse(scene, backend)
                        .with("GeoIPEngine", "on")
                        .with("GeoIPTable", table.toString())
                        .with("GeoIPDenyFilter", "CountryCode ^CH$"));
        RawClient.connect(scene, closed.port()).expectsEnd();
    }

    @Test
    @DisplayName("ACL-80 a list in the DNS decides who may connect, and tells why")
    void listsInTheDns() throws IOException {
        var backend = Proftpd.start(scene);
        var names = NameServer.listing(scene, "7.0.0.127", "bl.example.org", "sends rubbish");
        var log = scene.folder("logs").resolve("dnsbl.log");
        var configuration = SluiceConfiguration.reverse(scene, backend)
                .with("DNSBLEngine", "on")
                .with("DNSBLPolicy", "allow,deny")
                .with("DNSBLDomain", "bl.example.org")
                .with("DNSBLLog", log.toString());
        var gateway = SluiceProcess.start(scene, configuration, Map.of("JAVA_OPTS", names.javaOption()));

        try (var listed = RawClient.connectFrom("127.0.0.7", gateway.port())) {
            listed.expectsEnd();
        }
        assertThat(passwordReply(gateway.port(), backend)).isEqualTo(230);
        Await.until(
                "the log says why",
                () -> Files.readString(log).contains("'127.0.0.7' is listed by 'bl.example.org': sends rubbish"));
    }

    private Path copied(String name) throws IOException {
        var file = scene.folder("geography").resolve(name);
        try (var resource = Objects.requireNonNull(AccessModulesIT.class.getResourceAsStream(name))) {
            Files.copy(resource, file);
        }
        return file;
    }
}
