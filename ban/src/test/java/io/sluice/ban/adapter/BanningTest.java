package io.sluice.ban.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanningTest {
    @TempDir
    Path directory;

    private Activated bans;

    private Activated under(String... lines) throws ConfigurationException {
        bans = new Activated(text(lines));
        return bans;
    }

    private String[] text(String... lines) {
        return Stream.concat(
                        Stream.of("BanTable " + directory.resolve("ban.tab"), "BanLog " + directory.resolve("ban.log")),
                        Arrays.stream(lines))
                .toArray(String[]::new);
    }

    @AfterEach
    void close() {
        bans.close();
    }

    private static final String OTHER_SERVER = "<VirtualHost 192.0.2.2>\nPort 22\n</VirtualHost>";

    @ParameterizedTest
    @CsvSource({
        "AnonRejectPasswords, mod_auth.anon-reject-passwords, Hosts, 192.0.2.7",
        "BadProtocol, core.bad-protocol, Hosts, 192.0.2.7",
        "EmptyPassword, mod_auth.empty-password, Hosts, 192.0.2.7",
        "MaxClientsPerClass, mod_auth.max-clients-per-class, Classes, guests",
        "MaxClientsPerHost, mod_auth.max-clients-per-host, Hosts, 192.0.2.7",
        "MaxClientsPerUser, mod_auth.max-clients-per-user, Users, joe",
        "MaxCommandRate, core.max-command-rate, Hosts, 192.0.2.7",
        "MaxConnectionsPerHost, mod_auth.max-connections-per-host, Hosts, 192.0.2.7",
        "MaxHostsPerUser, mod_auth.max-hosts-per-user, Users, joe",
        "MaxLoginAttempts, mod_auth.max-login-attempts, Hosts, 192.0.2.7",
        "MaxLoginAttemptsFromUser, mod_auth.max-login-attempts, User@Hosts, joe@192.0.2.7",
        "RootLogin, mod_auth.root-login, Hosts, 192.0.2.7",
        "TimeoutIdle, core.timeout-idle, Hosts, 192.0.2.7",
        "TimeoutLogin, core.timeout-login, Hosts, 192.0.2.7",
        "TimeoutNoTransfer, core.timeout-no-transfer, Hosts, 192.0.2.7",
        "TLSHandshake, mod_tls.ctrl-handshake, Hosts, 192.0.2.7",
        "UnhandledCommand, core.unhandled-command, Hosts, 192.0.2.7",
        "mod_proxy.timeout-connect, mod_proxy.timeout-connect, Hosts, 192.0.2.7"
    })
    @DisplayName("BAN-19 each event bans what it is meant to")
    void events(String event, String raised, String many, String name) throws ConfigurationException {
        under("BanEngine on", "BanOnEvent " + event + " 1/00:01:00 00:01:00");

        bans.raised(raised, bans.session("192.0.2.7").asking("joe").of("guests"));

        assertThat(bans.info()).containsExactly("Banned " + many + ":", "  " + name);
    }

    @Test
    @DisplayName("BAN-19 logins and connections are counted where they are checked")
    void countedByTheFilter() throws ConfigurationException {
        under(
                "BanEngine on",
                "BanOnEvent LoginRate 2/00:01:00 00:01:00 \"not again\"",
                "BanOnEvent ClientConnectRate 2/00:01:00 00:01:00");

        bans.logsIn(bans.session("192.0.2.7"), "joe");
        var second = bans.session("192.0.2.8");
        bans.logsIn(second, "joe");
        assertThat(bans.connects(bans.session("192.0.2.9"))).isEmpty();
        assertThat(bans.connects(bans.session("192.0.2.9"))).contains("none");

        assertThat(second.farewells).containsExactly("Banned: not again");
        assertThat(bans.info()).containsExactly("Banned Users:", "  joe", "", "Banned Hosts:", "  192.0.2.9");
    }

    @Test
    @DisplayName(
            "BAN-20 BAN-21 the one occurrence too many ends its session with the rule's message, and others of the host")
    void threshold() throws ConfigurationException {
        under(
                "BanEngine on",
                "BanMessage \"for all\"",
                "BanOnEvent UnhandledCommand 2/00:01:00 00:01:00 \"enough from %a\"");
        var first = bans.session("192.0.2.7");
        var other = bans.session("192.0.2.7");
        var elsewhere = bans.session("192.0.2.8");

        bans.raised("core.unhandled-command", first);
        assertThat(first.farewells).isEmpty();
        bans.raised("core.unhandled-command", first);

        assertThat(first.farewells).containsExactly("Banned: enough from 192.0.2.7");
        assertThat(other.farewells).containsExactly("Banned: ");
        assertThat(elsewhere.farewells).isEmpty();
        assertThat(bans.log)
                .endsWith(
                        "added ban event for UnhandledCommand",
                        "added UnhandledCommand-triggered autoban for host '192.0.2.7'",
                        "disconnected 1 client from host '192.0.2.7'",
                        "UnhandledCommand autoban threshold reached, ending session");
        assertThat(bans.events).containsExactly("mod_ban.ban-host 192.0.2.7", "mod_ban.ban.client-disconnected HOST:UnhandledCommand");
        assertThat(bans.connects(bans.session("192.0.2.7"))).contains("530 enough from 192.0.2.7");
    }

    @Test
    @DisplayName(
            "BAN-13 BAN-21 a ban that came about at one server ends sessions of that server, with MatchAnyServer of all")
    void scope() throws ConfigurationException {
        var rule = "BanOnEvent UnhandledCommand 1/00:01:00 00:01:00";
        under("BanEngine on", rule, "<Global>\nBanEngine on\n</Global>", OTHER_SERVER);
        var there = bans.session(2, "192.0.2.7");
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));

        assertThat(there.farewells).isEmpty();
        assertThat(bans.connects(bans.session("192.0.2.7"))).contains("none");
        assertThat(bans.connects(bans.session(2, "192.0.2.7"))).isEmpty();
        assertThat(bans.info("-v")).contains("    <VirtualHost>: server 1 (192.0.2.2#21)");

        bans.reload(text(
                "BanOptions MatchAnyServer", "BanEngine on", rule, "<Global>\nBanEngine on\n</Global>", OTHER_SERVER));
        bans.raised("core.unhandled-command", bans.session("192.0.2.8"));
        assertThat(bans.connects(bans.session(2, "192.0.2.8"))).contains("none");
    }

    @Test
    @DisplayName("BAN-23 user-defined events are counted apart")
    void userDefined() throws ConfigurationException {
        under(
                "BanEngine on",
                "BanOnEvent mod_proxy.timeout-connect 2/00:01:00 00:01:00",
                "BanOnEvent core.timeout-stalled 2/00:01:00 00:01:00");
        var session = bans.session("192.0.2.7");

        bans.raised("mod_proxy.timeout-connect", session);
        bans.raised("core.timeout-stalled", session);
        assertThat(bans.info("-e"))
                .containsExactly(
                        "No bans",
                        "",
                        "Ban Events:",
                        "  Event: (user-defined)",
                        "  Source: 192.0.2.7",
                        "  Event: (user-defined)",
                        "  Source: 192.0.2.7");
        bans.raised("core.timeout-stalled", session);
        assertThat(bans.info("-v").get(2)).startsWith("    Reason: (user-defined) autoban at ");
    }

    @Test
    @DisplayName("BAN-24 one connection is one, however many HOST commands it sends")
    void connectOnce() throws ConfigurationException {
        under("BanEngine on", "BanOnEvent ClientConnectRate 2/00:01:00 00:01:00");
        var session = bans.session("192.0.2.7");

        for (int i = 0; i < 5; i++) {
            assertThat(bans.connects(session)).isEmpty();
        }
        assertThat(bans.connects(bans.session("192.0.2.7"))).contains("none");
    }

    @Test
    @DisplayName("BAN-25 after a permit one further occurrence does not ban at once, nor after the end of a short ban")
    void afterPermit() throws ConfigurationException {
        under("BanEngine on", "BanOnEvent UnhandledCommand 2/01:00:00 00:00:10");
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        bans.asks("permit", "host", "192.0.2.7");

        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        assertThat(bans.info()).containsExactly("No bans");
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        bans.clock.pass(Duration.ofSeconds(13));
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        assertThat(bans.info()).containsExactly("No bans");
        assertThat(bans.log).contains("ban for host '192.0.2.7' has expired (3 seconds ago)");
        assertThat(bans.events).contains("mod_ban.ban.expired HOST:192.0.2.7", "mod_ban.permit-host 192.0.2.7");
    }

    @Test
    @DisplayName("BAN-26 both rules on login attempts ban")
    void bothRules() throws ConfigurationException {
        under(
                "BanEngine on",
                "BanOnEvent MaxLoginAttempts 1/00:01:00 00:01:00",
                "BanOnEvent MaxLoginAttemptsFromUser 1/00:01:00 00:01:00");

        bans.raised("mod_auth.max-login-attempts", bans.session("192.0.2.7").asking("joe"));
        bans.raised("mod_auth.max-login-attempts", bans.session("192.0.2.8"));

        assertThat(bans.info())
                .containsExactly(
                        "Banned User@Hosts:", "  joe@192.0.2.7", "", "Banned Hosts:", "  192.0.2.7", "  192.0.2.8");
    }

    @Test
    @DisplayName("BAN-27 a ban that exists is not added twice, and the session goes on")
    void existing() throws ConfigurationException {
        under("BanEngine on", "BanOnEvent UnhandledCommand 2/00:01:00 00:01:00");
        var session = bans.session("192.0.2.7");
        bans.asks("ban", "host", "192.0.2.7");
        session.farewells.clear();

        bans.raised("core.unhandled-command", session);
        bans.raised("core.unhandled-command", session);

        assertThat(session.farewells).isEmpty();
        assertThat(bans.info()).containsExactly("Banned Hosts:", "  192.0.2.7");
        assertThat(bans.log)
                .endsWith("updated count for UnhandledCommand event entry: 2 curr, 2 max", "showing ban lists");
    }

    @Test
    @DisplayName("BAN-05 BAN-06 the engine of the server that a session is at decides, about checks and counting")
    void engine() throws ConfigurationException {
        under(
                "BanOnEvent UnhandledCommand 1/00:01:00 00:01:00",
                "<VirtualHost 192.0.2.2>\nPort 22\nBanEngine on\n</VirtualHost>");

        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        assertThat(bans.info("-e")).containsExactly("No bans", "", "No ban events");
        bans.asks("ban", "host", "192.0.2.7");
        assertThat(bans.connects(bans.session("192.0.2.7"))).isEmpty();
        assertThat(bans.connects(bans.session(2, "192.0.2.7"))).contains("none");
        bans.raised("core.unhandled-command", bans.session(2, "192.0.2.8"));
        assertThat(bans.connects(bans.session(2, "192.0.2.8"))).contains("none");
    }

    @Test
    @DisplayName("BAN-09 without a class no class is banned, and names are compared exactly")
    void classes() throws ConfigurationException {
        under("BanEngine on");
        bans.asks("ban", "class", "guests");

        assertThat(bans.connects(bans.session("192.0.2.7"))).isEmpty();
        assertThat(bans.connects(bans.session("192.0.2.7").of("Guests"))).isEmpty();
        assertThat(bans.connects(bans.session("192.0.2.7").of("guests"))).contains("none");
        assertThat(bans.log).contains("login from class 'guests' denied due to class ban");
    }

    @Test
    @DisplayName(
            "BAN-10 BAN-12 a banned user is refused at PASS and no backend hears of him, with and without destination")
    void users() throws ConfigurationException {
        under("BanEngine on", "BanMessage \"go away, %u\"");
        bans.asks("ban", "user", "bob", "eve@ftp.example.com");
        bans.asks("ban", "user@host", "al@192.0.2.7", "ann@ftp.example.com@192.0.2.7");

        for (var name : List.of("bob", "eve", "al", "ann")) {
            var session = bans.session("192.0.2.7").asking(name).at("ftp.example.com");
            assertThat(bans.passesOn(session)).isFalse();
            assertThat(bans.gives(session, "x")).contains("530 go away, " + name + "@ftp.example.com");
        }
        assertThat(bans.gives(bans.session("192.0.2.7").asking("bob"), "x")).contains("530 go away, bob");
        assertThat(bans.gives(bans.session("192.0.2.8").asking("al"), "x")).isEmpty();
        assertThat(bans.gives(bans.session("192.0.2.7").asking("eve").at("other.example.com"), "x"))
                .isEmpty();
        assertThat(bans.gives(bans.session("192.0.2.7"), "x")).isEmpty();
        assertThat(bans.passesOn(bans.session("192.0.2.7").asking("ann"))).isTrue();
    }

    @Test
    @DisplayName("BAN-16 addresses are compared in one form")
    void addresses() throws ConfigurationException {
        under("BanEngine on");
        bans.asks("ban", "host", "2001:0DB8::0:1", "::ffff:192.0.2.9");

        assertThat(bans.connects(bans.session("2001:db8:0:0:0:0:0:1"))).contains("none");
        assertThat(bans.connects(bans.session("192.0.2.9"))).contains("none");
        assertThat(bans.info()).containsExactly("Banned Hosts:", "  2001:db8::1", "  192.0.2.9");
    }

    @Test
    @DisplayName("BAN-04 BAN-18 a reload replaces rules and message, and keeps bans and counters")
    void reload() throws ConfigurationException {
        under("BanEngine on", "BanMessage old", "BanOnEvent UnhandledCommand 2/00:01:00 00:01:00");
        bans.asks("ban", "host", "192.0.2.9");
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));

        bans.reload(text("BanEngine on", "BanOnEvent TimeoutIdle 1/00:01:00 00:01:00"));

        assertThat(bans.connects(bans.session("192.0.2.9"))).contains("none");
        bans.raised("core.unhandled-command", bans.session("192.0.2.7"));
        assertThat(bans.info()).containsExactly("Banned Hosts:", "  192.0.2.9");
        bans.raised("core.timeout-idle", bans.session("192.0.2.7"));
        assertThat(bans.info()).containsExactly("Banned Hosts:", "  192.0.2.9", "  192.0.2.7");
    }
}
