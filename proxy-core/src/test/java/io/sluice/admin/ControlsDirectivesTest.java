package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.GatewaySettings;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlsDirectivesTest {

    private static Configuration read(String line) throws ConfigurationException {
        return ConfigurationReader.readText(
                "sluice.conf",
                line + "\n",
                GatewaySettings.table(List.of()),
                new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ControlsACLs all perhaps user root     | ControlsACLs: second parameter must be 'allow' or 'deny'",
                "ControlsACLs all allow host root       | ControlsACLs: third parameter must be 'user' or 'group'",
                "ControlsACLs foo allow user root       | ControlsACLs: : unknown action: 'foo'",
                "ControlsACLs kick allow user root      | ControlsACLs: : unknown action: 'kick'",
                "AdminControlsACLs kick,foo allow user r | AdminControlsACLs: : unknown action: 'foo'",
                "ModuleControlsACLs all maybe user root | ModuleControlsACLs: second parameter must be 'allow' or 'deny'",
                "DelayControlsACLs all allow all root   | DelayControlsACLs: third parameter must be 'user' or 'group'",
                "ControlsSocketACL perhaps user root    | ControlsSocketACL: first parameter must be either 'allow' or 'deny'",
                "ControlsSocketACL allow host root      | ControlsSocketACL: second parameter must be either 'user' or 'group'",
                "ControlsInterval 0                     | ControlsInterval: must be a positive number",
                "ControlsMaxClients x                   | ControlsMaxClients: must be a positive number",
                "ControlsAuthFreshness -1               | ControlsAuthFreshness: must be a positive number",
                "ControlsSocket run/proftpd.sock        | ControlsSocket: must be an absolute path",
                "ControlsEngine maybe                   | ControlsEngine: expected Boolean parameter",
                "AdminControlsEngine maybe              | AdminControlsEngine: : unknown action: 'maybe'",
            })
    @DisplayName("CONF-CTL-05 what is wrong is said as in the reference")
    void errors(String line, String expected) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> read(line))
                .satisfies(
                        e -> assertThat(e.problems().getFirst().text()).contains("fatal: " + expected + " on line 1"));
    }

    @Test
    void theEngineOfTheServersActionsNamesThoseThatAreOff() throws ConfigurationException {
        assertThat(read("AdminControlsEngine on").main().directives().get(ControlsDirectives.ADMIN_ENGINE))
                .isEmpty();
        assertThat(read("AdminControlsEngine off").main().directives().get(ControlsDirectives.ADMIN_ENGINE))
                .contains("kick", "shutdown")
                .hasSize(12);
        assertThat(read("AdminControlsEngine kick,up").main().directives().get(ControlsDirectives.ADMIN_ENGINE))
                .containsExactlyInAnyOrder("kick", "up");
    }

    @Test
    void theSocketIsInTheRunDirectoryOfTheUser(@TempDir Path folder) {
        var own = Map.of("XDG_RUNTIME_DIR", folder.toString());

        assertThat(RunDirectory.socket("alice", own)).contains(folder.resolve("proftpd.sock"));
        assertThat(RunDirectory.socket("root", own)).contains(Path.of("/run/proftpd.sock"));
        assertThat(RunDirectory.socket("root", Map.of("RUNTIME_DIRECTORY", folder + ":/other")))
                .contains(folder.resolve("proftpd.sock"));
        assertThat(RunDirectory.socket("alice", Map.of())).isEmpty();
        assertThat(RunDirectory.socket("alice", Map.of("XDG_RUNTIME_DIR", "/nowhere")))
                .isEmpty();
    }
}
