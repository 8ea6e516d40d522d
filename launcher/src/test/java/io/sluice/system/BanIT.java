package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import io.sluice.system.client.Ftpdctl;
import io.sluice.system.client.RawClient;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.peer.Proftpd;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What the banned see of a running gateway, and what ProFTPD shows them where both do the same.
class BanIT {
    private static final String MESSAGE = "BanMessage \"Host %a class %c user %u has been banned\"\n";
    private static final String LOCAL = "<Class local>\nFrom 127.0.0.0/8\n</Class>\n";

    @RegisterExtension
    final Scene scene = new Scene();

    private FtpServer server;
    private WithBans bans;
    private Ftpdctl ftpdctl;

    @BeforeEach
    void configure() {
        server = Proftpd.start(scene);
        bans = WithBans.before(scene, server);
        ftpdctl = bans.ftpdctl();
    }

    /// What a client gets until the connection ends: each line of it.
    private static List<String> until(RawClient client) throws IOException {
        var lines = new ArrayList<String>();
        try {
            while (true) {
                lines.addAll(client.reply().lines());
            }
        } catch (IOException e) {
            return lines;
        }
    }

    private static List<String> whoConnects(Scene scene, int port) throws IOException {
        return until(RawClient.connect(scene, port));
    }

    @Test
    @DisplayName("BAN-08 BAN-09 BAN-14 banned hosts and classes are told the message and nothing else, as by ProFTPD")
    void hostAndClass() throws IOException {
        var gateway = bans.configuration().lines(MESSAGE + LOCAL);
        bans.start();
        var reference = WithBans.reference(scene, MESSAGE + LOCAL);

        for (var words : List.of(new String[] {"host", "127.0.0.1"}, new String[] {"class", "local"})) {
            assertThat(ftpdctl.asks("ban", words[0], words[1]))
                    .isEqualTo(reference.ftpdctl().asks("ban", words[0], words[1]))
                    .containsExactly(words[0] + " " + words[1] + " banned");
            assertThat(whoConnects(scene, gateway.port()))
                    .isEqualTo(whoConnects(scene, reference.server().port()))
                    .containsExactly("530 Host 127.0.0.1 class local user (none) has been banned");
            assertThat(ftpdctl.asks("permit", words[0], words[1]))
                    .isEqualTo(reference.ftpdctl().asks("permit", words[0], words[1]))
                    .containsExactly(words[0] + " '" + words[1] + "' permitted");
            RawClient.connect(scene, gateway.port()).expects(220);
        }
        ftpdctl.asks("ban", "class", "LOCAL");
        RawClient.connect(scene, gateway.port()).expects(220);

        for (var line : List.of(
                "login from host '127.0.0.1' denied due to host ban",
                "login from class 'local' denied due to class ban",
                "added '127.0.0.1' to banned hosts list",
                "removed '127.0.0.1' from banned hosts list",
                "added 'local' to banned classes list",
                "removed 'local' from banned classes list")) {
            bans.awaitLog(line);
            assertThat(reference.said()).contains(line);
        }
    }

    @Test
    @DisplayName("BAN-08 BAN-36 without a message connections just end, also those that are there already")
    void withoutMessage() throws IOException {
        var gateway = bans.start();
        var before = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("ban", "host", "127.0.0.1")).containsExactly("host 127.0.0.1 banned");

        before.expectsEnd();
        assertThat(whoConnects(scene, gateway.port())).isEmpty();
        try (var other = RawClient.connectFrom("127.0.0.2", gateway.port())) {
            other.expects(220);
        }
        gateway.logs("mod_ban/0.8: Login denied: host '127.0.0.1' banned");
        bans.awaitLog("disconnected 1 client from host '127.0.0.1'");
    }

    @Test
    @DisplayName("BAN-10 BAN-36 a banned user hears so once, after PASS, and the connection ends; others log in")
    void user() throws IOException {
        var gateway = bans.start();
        var before = RawClient.login(scene, gateway.port(), server.account());
        ftpdctl.asks("ban", "user", "JOE");
        before.asks("PWD", 257);

        assertThat(ftpdctl.asks("ban", "user", "joe")).containsExactly("user joe banned");

        before.expectsEnd();
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        client.asks("USER joe", 331);
        client.sends("PASS " + Account.SECRET);
        assertThat(until(client)).containsExactly("530 Login incorrect.");
        gateway.logs("mod_ban/0.8: Login denied: user 'joe' banned");
        ftpdctl.asks("permit", "user", "joe");
        RawClient.login(scene, gateway.port(), server.account());
    }

    @Test
    @DisplayName("BAN-11 BAN-36 a user is banned from one address only")
    void userAtHost() throws IOException {
        bans.configuration().lines(MESSAGE);
        var gateway = bans.start();
        var before = RawClient.login(scene, gateway.port(), server.account());

        assertThat(ftpdctl.asks("ban", "user@host", "joe@127.0.0.1")).containsExactly("user@host joe@127.0.0.1 banned");

        before.expectsEnd();
        var client = RawClient.connect(scene, gateway.port());
        client.expects(220);
        client.asks("USER joe", 331);
        client.sends("PASS " + Account.SECRET);
        assertThat(until(client)).containsExactly("530 Host 127.0.0.1 class (none) user joe has been banned");
        gateway.logs("mod_ban/0.8: Login denied: user@host 'joe@127.0.0.1' banned");
        try (var other = RawClient.connectFrom("127.0.0.2", gateway.port())) {
            other.expects(220);
            other.login(server.account());
        }
    }

    @Test
    @DisplayName("BAN-18 BAN-04 bans survive a reload, which replaces the rules, and not the end of the gateway")
    void reloadAndStop() throws IOException {
        var configuration = bans.configuration().with("BanOnEvent", "UnhandledCommand 1/01:00:00 01:00:00");
        var gateway = bans.start();
        ftpdctl.asks("ban", "host", "127.0.0.3");
        configuration
                .without("BanOnEvent")
                .with("BanMessage", "\"now there is one\"")
                .write();

        gateway.signal("HUP");
        gateway.logs("configuration reloaded");

        try (var banned = RawClient.connectFrom("127.0.0.3", gateway.port())) {
            assertThat(until(banned)).containsExactly("530 now there is one");
        }
        var client = RawClient.login(scene, gateway.port(), server.account());
        client.asks("XYZZY");
        client.asks("PWD", 257);
        gateway.close();
        gateway = bans.start();
        assertThat(ftpdctl.asks("ban", "info")).containsExactly("No bans");
        assertThat(bans.table()).hasSize(0);
        gateway.close();
    }

    @Test
    @DisplayName("BAN-18 gateways with one BanTable share its bans, and one that is killed leaves them as they are")
    void sharedTable() throws IOException {
        var other = WithBans.before(scene, server);
        other.configuration().with("BanTable", bans.table().toString());
        var first = bans.start();
        other.start();
        var client = RawClient.login(scene, first.port(), server.account());

        assertThat(other.ftpdctl().asks("ban", "host", "127.0.0.3")).containsExactly("host 127.0.0.3 banned");
        assertThat(ftpdctl.asks("ban", "info")).containsExactly("Banned Hosts:", "  127.0.0.3");
        try (var banned = RawClient.connectFrom("127.0.0.3", first.port())) {
            assertThat(until(banned)).isEmpty();
        }
        client.asks("PWD", 257);
        first.signal("KILL");
        Await.until("the first has ended", () -> !first.process().alive());

        assertThat(other.ftpdctl().asks("ban", "host", "127.0.0.4")).containsExactly("host 127.0.0.4 banned");
        bans.start();
        assertThat(ftpdctl.asks("ban", "info")).containsExactly("Banned Hosts:", "  127.0.0.3", "  127.0.0.4");
    }
}
