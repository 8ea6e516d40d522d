package io.sluice.ban.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BanDirectivesTest {
    @TempDir
    Path directory;

    private String table() {
        return "BanTable " + directory.resolve("ban.tab");
    }

    @Test
    @DisplayName("BAN-01 an engine without a table is an error")
    void noTable() throws Exception {
        try (var bans = new Activated("BanEngine on")) {
            assertThat(bans.warnings()).containsExactly("mod_ban/0.8: missing required BanTable configuration");
        }
        try (var bans = new Activated("BanEngine off", "<Global>", "BanEngine off", "</Global>")) {
            assertThat(bans.warnings()).isEmpty();
        }
    }

    @Test
    @DisplayName("BAN-01 a table that cannot be opened is an error, where an engine is on")
    void badTable() throws Exception {
        var folder = Files.createDirectory(directory.resolve("folder"));

        try (var bans = new Activated("BanEngine on", "BanTable " + folder)) {
            assertThat(bans.warnings())
                    .containsExactly("mod_ban/0.8: unable to use BanTable '" + folder + "': Is a directory");
        }
        try (var bans = new Activated("BanTable " + folder)) {
            assertThat(bans.warnings()).isEmpty();
        }
    }

    @Test
    @DisplayName("BAN-02 paths begin at the root")
    void relativePaths() {
        assertThat(Activated.fault("BanTable ban.tab")).contains("BanTable: must be an absolute path");
        assertThat(Activated.fault("BanLog ban.log")).contains("BanLog: must be an absolute path");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BanOnEvent LoginRate 5 00:01:00|badly formatted freq parameter: '5'",
                "BanOnEvent LoginRate 0/00:01:00 00:01:00|freq occurrences must be greater than 0",
                "BanOnEvent LoginRate x/00:01:00 00:01:00|freq occurrences must be greater than 0",
                "BanOnEvent LoginRate 5/00:01 00:01:00|badly formatted freq parameter: '5'",
                "BanOnEvent LoginRate 5/00:01:00x 00:01:00|badly formatted freq parameter: '5'",
                "BanOnEvent LoginRate 5/00:00:00 00:01:00|freq parameter cannot be '00:00:00'",
                "BanOnEvent LoginRate 5/00:01:00 1h|badly formatted duration parameter: '1h'",
                "BanOnEvent LoginRate 5/00:01:00 00:00:00|duration parameter cannot be '00:00:00'",
                "BanOnEvent LoginRate 5/00:01:00|missing parameters",
                "BanOnEvent LoginRate 5/00:01:00 00:01:00 two words|wrong number of parameters",
            })
    @DisplayName("BAN-03 faults of rules are named")
    void faults(String line, String text) {
        assertThat(Activated.fault(line)).contains(text);
    }

    @Test
    @DisplayName("BAN-03 no field of a time is too large, and the message may be left out")
    void largeFields() throws Exception {
        var rule = Activated.read(
                        "BanOnEvent loginrate 5/99:99:99 1:2:3", "BanOnEvent core.X 1/00:00:01 99:99:99 \"no %a\"")
                .main()
                .directives()
                .settings(BanDirectives.ON_EVENT);

        assertThat(rule.getFirst().value().rule().event().shown()).isEqualTo("LoginRate");
        assertThat(rule.getFirst().value().rule().window()).hasHours(99 + 1).hasSeconds(99 * 3600 + 99 * 60 + 99);
        assertThat(rule.getFirst().value().rule().message()).isEmpty();
        assertThat(rule.getLast().value().rule().message()).isEqualTo("no %a");
    }

    @Test
    @DisplayName("BAN-04 a second rule for an event is warned of, and a name that nobody can raise")
    void secondRule() throws Exception {
        try (var bans = new Activated(
                "BanEngine on",
                table(),
                "BanOnEvent TimeoutIdle 1/00:01:00 00:01:00",
                "BanOnEvent timeoutidle 2/00:01:00 00:01:00",
                "<Global>",
                "BanOnEvent TimeoutIdle 3/00:01:00 00:01:00",
                "BanOnEvent TimeoutLogin 1/00:01:00 00:01:00",
                "</Global>")) {
            assertThat(bans.warnings()).hasSize(2).allMatch(text -> text.contains("rule for TimeoutIdle already"));
            bans.raised("core.timeout-idle", bans.session("192.0.2.7"));
            bans.raised("core.timeout-login", bans.session("192.0.2.8"));
            assertThat(bans.info()).containsExactly("Banned Hosts:", "  192.0.2.7", "  192.0.2.8");
        }
        assertThat(Activated.read("BanOnEvent TimeOut 1/00:01:00 00:01:00").warnings())
                .singleElement()
                .satisfies(problem -> assertThat(problem.text()).contains("'TimeOut' is no event"));
    }

    @Test
    @DisplayName("BAN-07 unknown words are errors")
    void unknownWords() {
        assertThat(Activated.fault("BanOptions matchanyserver Other")).contains(": unknown BanOption 'Other'");
        assertThat(Activated.fault("BanCacheOptions usejson")).contains("unknown BanCacheOption 'usejson'");
        assertThat(Activated.fault("BanCache files")).contains("unsupported BanCache driver 'files'");
        assertThat(Activated.fault("BanCache redis memcache")).contains("wrong number of parameters");
        assertThat(Activated.fault("BanControlsACLs kick allow user ada")).contains(": unknown action: 'kick'");
        assertThat(Activated.fault("BanControlsACLs all let user ada"))
                .contains("second parameter must be 'allow' or 'deny'");
        assertThat(Activated.fault("BanControlsACLs all allow host ada"))
                .contains("third parameter must be 'user' or 'group'");
        assertThat(Activated.fault("BanEngine maybe")).contains("expected Boolean parameter");
        assertThat(Activated.fault("BanSchedule x")).contains("unknown configuration directive 'BanSchedule'");
    }

    @Test
    @DisplayName("BAN-07 a driver that no loaded module has is an error")
    void missingDriver() throws Exception {
        try (var bans = new Activated("BanEngine on", table(), "BanCache Redis")) {
            assertThat(bans.warnings())
                    .singleElement()
                    .asString()
                    .startsWith("fatal: BanCache: unsupported BanCache driver 'redis' on line 3 of '/etc/x.conf'");
        }
    }
}
