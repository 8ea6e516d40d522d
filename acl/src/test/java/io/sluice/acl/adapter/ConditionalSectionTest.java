package io.sluice.acl.adapter;

import static io.sluice.acl.adapter.Activated.problems;
import static io.sluice.acl.adapter.Activated.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import io.sluice.module.Overlay;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How conditional sections are written, and what is said about them.
class ConditionalSectionTest {
    private static final String PROXY = "ProxyEngine on\nProxyRole reverse\n";

    @Test
    @DisplayName("ACL-57 a section inside another is an error that names both")
    void nested() {
        assertThat(problems("<IfUser alice>\n<IfClass lab>\nTimeoutIdle 5\n</IfClass>\n</IfUser>\n"))
                .containsExactly(
                        "fatal: <IfUser>: nested <IfClass> sections are not supported on line 1 of '/etc/x.conf'; <IfClass"
                                + " lab> stands on line 2 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("ACL-57 a section without an end is an error")
    void unclosed() {
        assertThat(problems("<IfUser alice>\nTimeoutIdle 5\n"))
                .singleElement()
                .asString()
                .contains("unclosed configuration section <IfUser>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"and a b", "Or a b", "REGEX ^a"})
    @DisplayName("ACL-57 keywords may be written in any case; those that ProFTPD does not take are warned of")
    void keywords(String expression) throws ConfigurationException {
        var word = expression.split(" ")[0];

        assertThat(warnings("<IfClass " + expression + ">\n</IfClass>\n"))
                .containsExactly("warning: <IfClass " + expression + ">: '" + word + "' says how names combine; ProFTPD"
                        + " takes it for a name in this spelling on line 1 of '/etc/x.conf'");
        assertThat(warnings("<IfClass AND a b>\n</IfClass>\n<ifuser regex ^a>\n</IFUSER>\n"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<IfClass>|</IfClass>|<IfClass>: wrong number of parameters",
                "<IfAuthenticated x>|</IfAuthenticated>|<IfAuthenticated>: wrong number of parameters",
                "<IfUser regex a b>|</IfUser>|<IfUser>: wrong number of parameters",
                "<IfUser regex [>|</IfUser>|<IfUser>: pattern '[' failed regex compilation",
                "IfSessionOptions Often|#|IfSessionOptions: unknown IfSessionOption 'Often'",
                "AclOptions Often|#|AclOptions: unknown AclOption 'Often'"
            })
    @DisplayName("what is wrong with their headers and options is said")
    void wrong(String begin, String end, String message) {
        assertThat(problems(begin + "\n" + end + "\n"))
                .singleElement()
                .asString()
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource({"PidFile /run/x,PidFile", "Satisfy any,Satisfy"})
    @DisplayName("what may not stand in <Global> may not stand in them")
    void whatMayNotStandThere(String line, String name) {
        assertThat(problems("<IfUser alice>\n" + line + "\n</IfUser>\n"))
                .singleElement()
                .asString()
                .contains(name + ": directive not allowed in <IfUser> context on line 2");
    }

    @Test
    @DisplayName("a class is not defined in them")
    void classes() {
        assertThat(problems("<IfUser alice>\n<Class a>\nFrom all\n</Class>\n</IfUser>\n"))
                .singleElement()
                .asString()
                .contains("<Class>: directive not allowed in <IfUser> context");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AuthUserFile /etc/users",
                "AuthGroupFile /etc/groups",
                "RequireValidShell off",
                "RootLogin on",
                "UseFtpUsers off",
                "AccessDenyMsg no",
                "AccessGrantMsg yes",
                "DisplayConnect /etc/motd",
                "ServerIdent off",
                "DefaultTransferMode binary",
                "ProxyEngine off",
                "ProxyReverseServers ftp://192.0.2.1"
            })
    @DisplayName("ACL-59 directives that have been acted on before a user is known are warned of, and do nothing")
    void tooLate(String line) throws ConfigurationException {
        var name = line.split(" ")[0];
        for (var section : List.of("IfUser alice", "IfAuthenticated")) {
            var text = PROXY + "<" + section + ">\n" + line + "\n</" + section.split(" ")[0] + ">\n";

            assertThat(warnings(text))
                    .singleElement()
                    .asString()
                    .contains(name + " has no effect in <" + section + ">")
                    .endsWith("on line 4 of '/etc/x.conf'");
        }
        assertThat(warnings(PROXY + "<IfClass lab>\n" + line + "\n</IfClass>\n"))
                .isEmpty();
    }

    @Test
    @DisplayName("ACL-59 with PerUnauthenticatedUser what belongs to the login may stand in them")
    void inTime() throws ConfigurationException {
        var section = "<IfUser alice>\nAuthUserFile /etc/users\nServerIdent off\n</IfUser>\n";

        assertThat(warnings("IfSessionOptions PerUnauthenticatedUser\n" + section))
                .singleElement()
                .asString()
                .contains("ServerIdent has no effect");
    }

    @Test
    @DisplayName("ACL-21 sections of groups are warned of where nobody knows the groups of users")
    void groupsOfOthers() throws ConfigurationException {
        var section = "<IfGroup ftp>\nTimeoutIdle 5\n</IfGroup>\n";

        assertThat(warnings(PROXY + section)).singleElement().asString().contains("are not known, and count as none");
        assertThat(warnings(PROXY + "ProxyOptions UseReverseProxyAuth\n" + section))
                .isEmpty();
    }

    @Test
    @DisplayName("every section is there to be tried when the server starts, those of <Global> too")
    void allAreKnown() throws ConfigurationException {
        var configuration = Activated.configuration(
                "<IfUser a>\n</IfUser>\n<Global>\n<IfClass b>\n</IfClass>\n<IfUser c>\n</IfUser>\n</Global>");
        try (var active = Activated.by(configuration)) {
            assertThat(active.overlays(configuration.main().directives()))
                    .extracting(Overlay::title)
                    .containsExactly("<IfClass b>", "<IfUser c>", "<IfUser a>");
        }
    }
}
