package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Ports;
import io.sluice.system.client.Endpoint;
import io.sluice.system.client.OpenSsh;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.Certificates;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.peer.Sshd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Bans where there is more than one server, or another than a reverse proxy for plain FTP.
class BanServersIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private void refused(String from, int port) throws IOException {
        try (var client = RawClient.connectFrom(from, port)) {
            client.expectsEnd();
        }
    }

    private void greeted(String from, int port) throws IOException {
        try (var client = RawClient.connectFrom(from, port)) {
            client.expects(220);
        }
    }

    @Test
    @DisplayName(
            "BAN-05 BAN-13 BAN-31 the engine of <Global> counts for every server that does not switch it off, and a"
                    + " ban may be of one server")
    void servers() throws IOException {
        var server = Proftpd.start(scene);
        int second = Ports.free();
        int exempt = Ports.free();
        var bans = WithBans.before(scene, server);
        var host = "<VirtualHost 127.0.0.1>\nPort %d\nServerName %s\n%s\nProxyEngine on\nProxyRole reverse\n"
                + "ProxyReverseServers " + server.url() + "\n</VirtualHost>";
        var configuration = bans.configuration()
                .without("BanEngine")
                .lines("<Global>\nBanEngine on\n</Global>")
                .lines(host.formatted(second, "Second", ""))
                .lines(host.formatted(exempt, "Exempt", "BanEngine off"));
        bans.start();

        bans.ftpdctl().asks("ban", "host", "127.0.0.3");
        refused("127.0.0.3", configuration.port());
        refused("127.0.0.3", second);
        greeted("127.0.0.3", exempt);

        assertThat(bans.ftpdctl().asks("ban", "host", "-s", "127.0.0.1#" + second, "127.0.0.4"))
                .containsExactly("host 127.0.0.4 banned");
        greeted("127.0.0.4", configuration.port());
        refused("127.0.0.4", second);
        assertThat(bans.ftpdctl().asks("ban", "info", "-v"))
                .endsWith("    Expires: never", "    <VirtualHost>: Second (127.0.0.1#" + second + ")");
        assertThat(bans.ftpdctl().asks("permit", "host", "-s", "localhost#" + second, "127.0.0.3", "127.0.0.4"))
                .containsExactly("host '127.0.0.3' not banned on 127.0.0.1#" + second, "host '127.0.0.4' permitted");
    }

    @Test
    @DisplayName("BAN-06 a class that is exempt is neither checked nor counted, and HOST asks anew")
    void exempt() throws IOException {
        var server = Proftpd.start(scene);
        var bans = WithBans.before(scene, server);
        int named = Ports.free();
        var host = "<VirtualHost 127.0.0.1>\nPort " + named + "\nServerAlias %s\nBanEngine %s\nProxyEngine on\n"
                + "ProxyRole reverse\nProxyReverseServers " + server.url() + "\n</VirtualHost>";
        bans.configuration()
                .with("BanMessage", "\"no\"")
                .lines("BanOnEvent UnhandledCommand 1/01:00:00 01:00:00")
                .lines("<Class trusted>\nFrom 127.0.0.5\n</Class>\n<IfClass trusted>\nBanEngine off\n</IfClass>")
                .lines(host.formatted("open.example", "off"))
                .lines(host.formatted("guarded.example", "on"));
        var gateway = bans.start();
        bans.ftpdctl().asks("ban", "host", "127.0.0.1", "127.0.0.5");

        var client = RawClient.connect(scene, named);
        client.expects(220);
        client.sends("HOST guarded.example");
        assertThat(client.expects(530).text()).isEqualTo("no");
        client.expectsEnd();
        bans.ftpdctl().asks("permit", "host", "127.0.0.1");
        try (var trusted = RawClient.connectFrom("127.0.0.5", gateway.port())) {
            trusted.expects(220);
            trusted.login(server.account());
            trusted.asks("XYZZY");
            trusted.asks("PWD", 257);
        }
        assertThat(bans.ftpdctl().asks("ban", "info", "-e"))
                .containsExactly("Banned Hosts:", "  127.0.0.5", "", "No ban events");
    }

    @Test
    @DisplayName("BAN-12 in a forward proxy a user is banned with and without his destination")
    void forward() throws IOException {
        var server = Proftpd.start(scene);
        var bans = WithBans.before(scene, server);
        var configuration = bans.configuration()
                .without("ProxyReverseServers")
                .with("ProxyRole", "forward")
                .with("ProxyForwardMethod", "user@host")
                .lines("<Class here>\nFrom 127.0.0.0/8\nProxyForwardEnabled on\n</Class>");
        bans.start();
        var destination = "@127.0.0.1:" + server.port();
        forwarded(configuration.port(), "joe" + destination, 230);

        bans.ftpdctl().asks("ban", "user", "joe");
        forwarded(configuration.port(), "joe" + destination, 530);
        bans.ftpdctl().asks("permit", "user", "joe");
        bans.ftpdctl().asks("ban", "user@host", "joe" + destination + "@127.0.0.1");
        forwarded(configuration.port(), "joe" + destination, 530);
        bans.ftpdctl().asks("permit", "user@host", "*");
        forwarded(configuration.port(), "joe" + destination, 230);
    }

    private void forwarded(int port, String user, int code) throws IOException {
        var client = RawClient.connect(scene, port);
        client.expects(220);
        client.asks("USER " + user, 331);
        client.asks("PASS " + Account.SECRET, code);
        if (code == 530) {
            client.expectsEnd();
        }
    }

    @Test
    @DisplayName("BAN-15 before a TLS handshake connections just end, whatever the message")
    void implicitTls() throws IOException {
        var certificate = Certificates.by(scene, "authority").issue("127.0.0.1");
        var bans = WithBans.before(scene, Proftpd.start(scene));
        bans.configuration()
                .with("BanMessage", "\"no\"")
                .with("TLSEngine", "on")
                .with("TLSOptions", "UseImplicitSSL")
                .with("TLSECCertificateFile", certificate.certificate().toString())
                .with("TLSECCertificateKeyFile", certificate.key().toString());
        var gateway = bans.start();

        bans.ftpdctl().asks("ban", "host", "127.0.0.1");

        RawClient.connect(scene, gateway.port()).expectsEnd();
        bans.awaitLog("login from host '127.0.0.1' denied due to host ban");
    }

    @Test
    @DisplayName("BAN-15 BAN-10 connections over SSH just end, of hosts and of users")
    void ssh() throws IOException {
        var sshd = Sshd.start(scene);
        var bans = WithBans.before(scene, sshd);
        bans.configuration()
                .with("BanMessage", "\"no\"")
                .with("SFTPEngine", "on")
                .with(
                        "SFTPHostKey",
                        Sshd.key(scene.folder("key").resolve("key")).toString());
        var gateway = bans.start();
        var client = OpenSsh.in(scene, new Endpoint("127.0.0.1", gateway.port(), sshd.account(), ""));
        assertThat(client.sftp("pwd").status()).isZero();

        bans.ftpdctl().asks("ban", "user", sshd.account().name());
        assertThat(client.sftp("pwd").status()).isNotZero();
        gateway.logs("mod_ban/0.8: Login denied: user '" + sshd.account().name() + "' banned");
        bans.ftpdctl().asks("permit", "user", "*");
        assertThat(client.sftp("pwd").status()).isZero();
        bans.ftpdctl().asks("ban", "host", "127.0.0.1");
        var raw = RawClient.connect(scene, gateway.port());
        raw.expectsEnd();
    }

    @Test
    @DisplayName("BAN-16 clients of IPv6 are banned by the short form of their address")
    void ipv6() throws IOException {
        var bans = WithBans.before(scene, Proftpd.start(scene));
        bans.configuration().with("DefaultAddress", "127.0.0.1 ::1").with("UseIPv6", "on");
        var gateway = bans.start();
        RawClient.connect(scene, "::1", gateway.port()).expects(220);

        assertThat(bans.ftpdctl().asks("ban", "host", "0:0:0:0:0:0:0:1"))
                .containsExactly("host 0:0:0:0:0:0:0:1 banned");

        RawClient.connect(scene, "::1", gateway.port()).expectsEnd();
        RawClient.connect(scene, gateway.port()).expects(220);
        assertThat(bans.ftpdctl().asks("ban", "info")).containsExactly("Banned Hosts:", "  ::1");
    }
}
