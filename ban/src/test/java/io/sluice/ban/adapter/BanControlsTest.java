package io.sluice.ban.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BanControlsTest {
    @TempDir
    Path directory;

    private Activated bans;

    @BeforeEach
    void open() throws ConfigurationException {
        bans = new Activated(
                "BanEngine on",
                "BanTable " + directory.resolve("ban.tab"),
                "BanLog " + directory.resolve("ban.log"),
                "<Global>\nBanEngine on\n</Global>",
                "<VirtualHost 192.0.2.2>\nPort 22\n</VirtualHost>");
    }

    @AfterEach
    void close() {
        bans.close();
    }

    private ControlReply asks(String words) {
        var all = words.split(" ");
        return bans.asks(
                all[0], IntStream.range(1, all.length).mapToObj(i -> all[i]).toArray(String[]::new));
    }

    private void answers(String words, Status status, String... lines) {
        assertThat(asks(words)).as(words).isEqualTo(new ControlReply(status, java.util.List.of(lines)));
    }

    @Test
    @DisplayName("BAN-29 faults have their texts and codes")
    void faults() {
        answers("ban", Status.WRONG_PARAMETERS, "missing parameters");
        answers("ban user", Status.WRONG_PARAMETERS, "missing parameters");
        answers("permit", Status.WRONG_PARAMETERS, "missing parameters");
        answers("permit user", Status.WRONG_PARAMETERS, "missing parameters");
        answers("ban user -x al", Status.WRONG_PARAMETERS, "unsupported option: 'x'");
        answers("ban user -s", Status.WRONG_PARAMETERS, "unsupported option: 's'");
        answers("permit user -x al", Status.WRONG_PARAMETERS, "unsupported parameter: 'x'");
        answers("ban info -x", Status.WRONG_PARAMETERS, "unsupported parameter: 'info'");
        answers("ban foo al", Status.UNSUPPORTED_OPERATION, "unknown ban action requested: 'foo'");
        answers("permit foo al", Status.UNSUPPORTED_OPERATION, "unknown ban action requested: 'foo'");
        answers("ban user -s 192.0.2.2#99 al", Status.SUBJECT_NOT_FOUND, "no such server '192.0.2.2#99'");
        answers("permit user -s 192.0.2.3 al", Status.SUBJECT_NOT_FOUND, "no such server '192.0.2.3#21'");
        answers("ban user -s no.such.example#x al", Status.SUBJECT_NOT_FOUND, "no such server 'no.such.example#x'");
        answers("ban user -t soon al", Status.WRONG_PARAMETERS, "badly formatted duration parameter: 'soon'");
    }

    @Test
    @DisplayName("BAN-29 without any engine that is on nothing is done")
    void notEnabled() throws ConfigurationException {
        try (var idle = new Activated("BanEngine off")) {
            assertThat(idle.asks("ban", "user", "al"))
                    .isEqualTo(ControlReply.of(Status.OPERATION_DENIED, "mod_ban/0.8 not enabled"));
            assertThat(idle.asks("permit", "user", "al"))
                    .isEqualTo(ControlReply.of(Status.OPERATION_DENIED, "mod_ban/0.8 not enabled"));
            assertThat(idle.asks("ban")).isEqualTo(ControlReply.wrongParameters("missing parameters"));
            assertThat(idle.asks("permit", "user")).isEqualTo(ControlReply.wrongParameters("missing parameters"));
        }
    }

    @Test
    @DisplayName("BAN-29 BAN-33 every type is banned and permitted, and told the truth about")
    void types() {
        for (var each : new String[][] {
            {"user", "al", "users", "users list", "ban list"},
            {"user@host", "al@192.0.2.7", "user@hosts", "user@hosts list", "ban list"},
            {"host", "192.0.2.7", "hosts", "hosts list", "banned hosts list"},
            {"class", "guests", "classes", "classes list", "banned classes list"}
        }) {
            var type = each[0];
            var name = each[1];
            answers(
                    "permit " + type + " *",
                    Status.OPERATION_IGNORED,
                    "permit request unnecessary",
                    "no " + each[2] + " are banned");
            answers("ban " + type + " " + name, Status.OK, type + " " + name + " banned");
            answers("ban " + type + " " + name, Status.OK, type + " " + name + " already banned");
            assertThat(bans.log).contains("added '" + name + "' to banned " + each[3]);
            answers(
                    "permit " + type + " 192.0.2.99 " + name,
                    Status.OK,
                    type + " '192.0.2.99' not banned",
                    type + " '" + name + "' permitted");
            assertThat(bans.log).contains("removed '" + name + "' from " + each[4]);
            asks("ban " + type + " " + name);
            answers("permit " + type + " *", Status.OK, "all " + each[2] + " permitted");
            assertThat(bans.events).endsWith("mod_ban.ban-" + type + " " + name, "mod_ban.permit-" + type + " " + name);
        }
        asks("ban user al");
        answers("permit host no.such.example", Status.OK, "unable to resolve 'no.such.example' to an IP address");
    }

    @Test
    @DisplayName("BAN-30 options stand directly behind the type alone")
    void options() {
        answers("ban user bob -x", Status.OK, "user bob banned", "user -x banned");
        answers("ban user -s192.0.2.2#22 carl -s", Status.OK, "user carl banned", "user -s banned");
        assertThat(bans.info()).containsExactly("Banned Users:", "  bob", "  -x", "  carl", "  -s");
    }

    @Test
    @DisplayName("BAN-31 a server is named by address or name, with its port or 21")
    void servers() {
        answers("ban host -s here.example 192.0.2.7", Status.OK, "host 192.0.2.7 banned");
        answers("ban host -s 192.0.2.2#22 192.0.2.8", Status.OK, "host 192.0.2.8 banned");

        assertThat(bans.connects(bans.session(1, "192.0.2.7"))).contains("none");
        assertThat(bans.connects(bans.session(2, "192.0.2.7"))).isEmpty();
        assertThat(bans.connects(bans.session(2, "192.0.2.8"))).contains("none");
        answers("permit host -s 192.0.2.2#22 192.0.2.7", Status.OK, "host '192.0.2.7' not banned on 192.0.2.2#22");
        answers("permit host -s 192.0.2.2#21 *", Status.OK, "all hosts permitted");
        assertThat(bans.info("-v"))
                .contains("  192.0.2.8", "    <VirtualHost>: server 2 (192.0.2.2#22)")
                .hasSize(5);
        answers("ban host 192.0.2.8", Status.OK, "host 192.0.2.8 banned");
        answers("permit host -s 192.0.2.2#22 192.0.2.8", Status.OK, "host '192.0.2.8' permitted");
        assertThat(bans.connects(bans.session(2, "192.0.2.8"))).contains("none");
    }

    @Test
    @DisplayName("BAN-32 a server without names is not enough")
    void serverWithoutNames() {
        answers("ban user -s 192.0.2.2", Status.WRONG_PARAMETERS, "missing parameters");
        answers("permit user -s 192.0.2.2", Status.WRONG_PARAMETERS, "missing parameters");
        answers("ban info", Status.OK, "No bans");
    }

    @Test
    @DisplayName("BAN-34 BAN-38 the list has a section for each type, and details on request")
    void info() {
        answers("ban info", Status.OK, "No bans");
        answers("ban info -e more", Status.OK, "No bans", "", "No ban events");
        asks("ban class guests");
        asks("ban host 192.0.2.7");
        asks("ban user@host al@192.0.2.7");
        asks("ban user al bob");

        assertThat(bans.info())
                .containsExactly(
                        "Banned Users:",
                        "  al",
                        "  bob",
                        "",
                        "Banned User@Hosts:",
                        "  al@192.0.2.7",
                        "",
                        "Banned Hosts:",
                        "  192.0.2.7",
                        "",
                        "Banned Classes:",
                        "  guests");
        assertThat(bans.info("-ve"))
                .startsWith("Banned Users:", "  al")
                .endsWith("    Expires: never", "", "No ban events")
                .anyMatch(line -> line.startsWith("    Reason: requested by 'ada' on "));
        answers("ban info -v -x", Status.WRONG_PARAMETERS, "unsupported parameter: 'info'");
    }

    @Test
    @DisplayName("BAN-35 a host is banned by all its addresses")
    void allAddresses() {
        answers(
                "ban host two.example no.such.example",
                Status.OK,
                "host two.example banned",
                "ban: unknown host 'no.such.example'");

        assertThat(bans.info()).containsExactly("Banned Hosts:", "  192.0.2.81", "  2001:db8::81");
        answers("ban host two.example", Status.OK, "host two.example already banned");
        answers("permit host two.example", Status.OK, "host 'two.example' permitted");
        assertThat(bans.info()).containsExactly("No bans");
    }

    @Test
    @DisplayName("BAN-36 running sessions of the subject end, of whatever type")
    void sessions() {
        var one = bans.session("192.0.2.7").of("guests").loggedInAs("al");
        var other = bans.session(2, "192.0.2.8").loggedInAs("al");
        var nobody = bans.session("192.0.2.9").asking("al");

        asks("ban user@host al@192.0.2.7");
        assertThat(one.farewells).hasSize(1);
        asks("ban host 192.0.2.7");
        assertThat(one.farewells).hasSize(2);
        asks("ban class guests");
        assertThat(one.farewells).hasSize(3).allMatch("Banned: "::equals);
        assertThat(other.farewells).isEmpty();
        asks("ban user al");

        assertThat(one.farewells).hasSize(4);
        assertThat(other.farewells).hasSize(1);
        assertThat(nobody.farewells).isEmpty();
        assertThat(bans.log)
                .contains(
                        "disconnected 1 client from user@host 'al@192.0.2.7'", "disconnected 2 clients from user 'al'");
    }

    @Test
    @DisplayName("BAN-37 a ban may have an end")
    void limited() {
        answers("ban host -t 90 192.0.2.7", Status.OK, "host 192.0.2.7 banned");
        answers("ban host -t 00:01:00 192.0.2.8", Status.OK, "host 192.0.2.8 banned");
        assertThat(bans.info("-v")).anyMatch(line -> line.matches(" {4}Expires: .* \\(in 90 seconds\\)"));

        bans.clock.pass(Duration.ofSeconds(60));
        assertThat(bans.connects(bans.session("192.0.2.8"))).isEmpty();
        assertThat(bans.connects(bans.session("192.0.2.7"))).contains("none");
        bans.clock.pass(Duration.ofSeconds(30));
        assertThat(bans.info()).containsExactly("No bans");
        assertThat(bans.log)
                .contains("ban for host '192.0.2.8' has expired (0 seconds ago)")
                .contains("ban for host '192.0.2.7' has expired (0 seconds ago)");
    }

    @Test
    @DisplayName("BAN-28 the 513th ban finds no place")
    void full() {
        for (int i = 0; i < 512; i++) {
            bans.asks("ban", "user", "user" + i);
        }

        answers("ban user al", Status.OK, "maximum list size reached, unable to ban user 'al'");
        answers(
                "ban user@host al@192.0.2.7",
                Status.OK,
                "maximum list size reached, unable to ban user@host 'al@192.0.2.7'");
        answers("ban user user7", Status.OK, "user user7 already banned");
        assertThat(bans.log).contains("maximum number of ban slots (512) already in use");
    }
}
