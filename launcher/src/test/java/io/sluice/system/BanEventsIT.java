package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.client.RawClient;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What clients of a running gateway do that gets them banned.
class BanEventsIT {
    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private WithBans bans;

    @BeforeEach
    void configure() {
        server = Proftpd.start(scene);
        bans = WithBans.before(scene, server);
    }

    private static void fails(RawClient client, String user) throws IOException {
        client.asks("USER " + user, 331);
        client.sends("PASS wrong");
    }

    @Test
    @DisplayName(
            "BAN-19 BAN-20 BAN-21 BAN-22 sessions that fail to log in at a backend ban their host, each counting once")
    void failedLogins() throws IOException {
        bans.configuration()
                .with("MaxLoginAttempts", "2")
                .lines("BanOnEvent MaxLoginAttempts 2/01:00:00 00:05:00 \"Too many from %a\"");
        var gateway = bans.start();
        var watching = RawClient.login(scene, gateway.port(), server.account());

        var first = RawClient.connect(scene, gateway.port());
        first.expects(220);
        fails(first, "joe");
        first.expects(530);
        fails(first, "joe");
        first.expects(530);
        first.expectsEnd();
        watching.asks("PWD", 257);
        assertThat(bans.ftpdctl().asks("ban", "info", "-v", "-e"))
                .startsWith("No bans", "", "Ban Events:", "  Event: MaxLoginAttempts", "  Source: 127.0.0.1")
                .contains("    Occurrences: 1/2", "    <VirtualHost>: test (127.0.0.1#" + gateway.port() + ")");

        var second = RawClient.connect(scene, gateway.port());
        second.expects(220);
        fails(second, "joe");
        second.expects(530);
        fails(second, "joe");
        assertThat(second.expects(530).text()).isEqualTo("Too many from 127.0.0.1");
        second.expectsEnd();
        watching.expectsEnd();
        var later = RawClient.connect(scene, gateway.port());
        assertThat(later.expects(530).text()).isEqualTo("Too many from 127.0.0.1");
        later.expectsEnd();

        bans.awaitLog("added ban event for MaxLoginAttempts");
        bans.awaitLog("added MaxLoginAttempts-triggered autoban for host '127.0.0.1'");
        bans.awaitLog("MaxLoginAttempts autoban threshold reached, ending session");
        bans.awaitLog("disconnected 1 client from host '127.0.0.1'");
        var info = bans.ftpdctl().asks("ban", "info", "-v");
        assertThat(info).startsWith("Banned Hosts:", "  127.0.0.1").hasSize(5);
        assertThat(info.get(2)).matches(" {4}Reason: MaxLoginAttempts autoban at \\w{3} \\w{3} [ \\d]\\d .*");
        assertThat(info.get(3)).matches(" {4}Expires: .* \\(in (300|29\\d) seconds\\)");
    }

    @Test
    @DisplayName("BAN-19 BAN-24 who connects too often is banned by his address")
    void connectRate() throws IOException {
        bans.configuration().lines("BanOnEvent ClientConnectRate 3/01:00:00 01:00:00 \"Slow down\"");
        var gateway = bans.start();

        RawClient.connect(scene, gateway.port()).expects(220);
        RawClient.connect(scene, gateway.port()).expects(220);
        var third = RawClient.connect(scene, gateway.port());

        assertThat(third.expects(530).text()).isEqualTo("Slow down");
        third.expectsEnd();
    }

    @Test
    @DisplayName("BAN-19 who logs in too often is banned by his name, and does not hear that he was let in")
    void loginRate() throws IOException {
        bans.configuration().lines("BanOnEvent LoginRate 2/01:00:00 01:00:00 \"Not again, %u\"");
        var gateway = bans.start();
        RawClient.login(scene, gateway.port(), server.account());

        var second = RawClient.connect(scene, gateway.port());
        second.expects(220);
        second.asks("USER joe", 331);
        second.sends("PASS " + server.account().password());

        assertThat(second.expects(530).text()).isEqualTo("Not again, joe");
        second.expectsEnd();
        assertThat(bans.ftpdctl().asks("ban", "info")).containsExactly("Banned Users:", "  joe");
    }

    @Test
    @DisplayName("BAN-26 one session bans its host, and its user at that host")
    void twoRulesForOneEvent() throws IOException {
        bans.configuration()
                .with("MaxLoginAttempts", "1")
                .lines("BanOnEvent MaxLoginAttemptsFromUser 1/01:00:00 01:00:00\n"
                        + "BanOnEvent MaxLoginAttempts 1/01:00:00 01:00:00");
        var gateway = bans.start();
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        fails(client, "joe");
        client.expectsEnd();

        assertThat(bans.ftpdctl().asks("ban", "info"))
                .containsExactly("Banned User@Hosts:", "  joe@127.0.0.1", "", "Banned Hosts:", "  127.0.0.1");
    }
}
