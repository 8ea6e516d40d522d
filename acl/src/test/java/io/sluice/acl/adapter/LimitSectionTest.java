package io.sluice.acl.adapter;

import static io.sluice.acl.adapter.Activated.problems;
import static io.sluice.acl.adapter.Activated.warnings;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.ConfigurationException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// How `<Limit>` is written, and what is said about it.
class LimitSectionTest {
    private static final String PROXY = "ProxyEngine on\nProxyRole reverse\n";
    private static final String CHECKING = PROXY + "ProxyOptions UseReverseProxyAuth\n";

    private List<String> problemsOfRule(String line) {
        return problems("<Limit ALL>\n" + line + "\n</Limit>\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Order allow,deny", "order DENY,Allow", "Order allow, deny", "Order deny, allow"})
    @DisplayName("ACL-25 Order is one word or two, in any case")
    void orders(String line) throws ConfigurationException {
        assertThat(warnings("<Limit ALL>\n" + line + "\n</Limit>\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Order maybe | fatal: Order: 'maybe': invalid argument on line 2 of '/etc/x.conf'",
                "Order allow | fatal: Order: 'allow': invalid argument on line 2 of '/etc/x.conf'",
                "Order | fatal: Order: wrong number of parameters on line 2 of '/etc/x.conf'",
                "Order a b c | fatal: Order: wrong number of parameters on line 2 of '/etc/x.conf'",
                "AllowUser | fatal: AllowUser: wrong number of parameters on line 2 of '/etc/x.conf'",
                "DenyGroup regex a b | fatal: DenyGroup: wrong number of parameters on line 2 of '/etc/x.conf'",
                "AllowUser , | fatal: AllowUser: wrong number of parameters on line 2 of '/etc/x.conf'",
                "AllowAll yes | fatal: AllowAll: wrong number of parameters on line 2 of '/etc/x.conf'",
                "Allow from !all | fatal: Allow: the ! negation operator cannot be used with ALL/NONE on line 2 of"
                        + " '/etc/x.conf'",
                "Deny from 1.2.3.4/33 | fatal: Deny: bad ACL definition '1.2.3.4/33': Invalid argument on line 2 of"
                        + " '/etc/x.conf'",
                "Deny from 1.2.3.4/ | fatal: Deny: bad ACL definition '1.2.3.4/': Invalid argument on line 2 of"
                        + " '/etc/x.conf'",
                "Deny 1.2.3.400 | fatal: Deny: bad ACL definition '1.2.3.400': No such file or directory on line 2 of"
                        + " '/etc/x.conf'",
                "Allow from | fatal: Allow: syntax: Allow [from] [all|none]|host|network[,...] on line 2 of"
                        + " '/etc/x.conf'",
                "Allow from 1.2.3.4 all | fatal: Allow: syntax: Allow [from] [all|none]|host|network[,...] on line 2"
                        + " of '/etc/x.conf'"
            })
    @DisplayName("ACL-09 ACL-22 ACL-25 what cannot be read is refused in the words of the reference")
    void badRules(String line, String message) {
        assertThat(problemsOfRule(line)).singleElement().asString().startsWith(message);
    }

    @Test
    @DisplayName("ACL-22 a pattern that is none is refused")
    void badPattern() {
        assertThat(problemsOfRule("AllowUser regex a("))
                .singleElement()
                .asString()
                .contains("'a(' failed regex");
    }

    @Test
    @DisplayName("ACL-38 a limit names commands, does not stand in another, and DenyAll not outside")
    void structure() {
        assertThat(problems("<Limit>\n</Limit>\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: <Limit>: directive requires one or more commands on line 1");
        assertThat(problems("<Limit ALL>\n<Limit STOR>\n</Limit>\n</Limit>\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: <Limit>: directive not allowed in <Limit> context on line 2");
        assertThat(problems("DenyAll\n"))
                .singleElement()
                .asString()
                .startsWith("fatal: DenyAll: directive not allowed in server config context on line 1");
        assertThat(problems("<Limit ALL>\nPathDenyFilter x\n</Limit>\n"))
                .singleElement()
                .asString()
                .contains("not allowed in <Limit> context");
    }

    @Test
    @DisplayName("ACL-38 an unknown command is worth a warning")
    void unknownCommand() throws ConfigurationException {
        assertThat(warnings("<Limit STOR XYZZY site_foo>\n</Limit>\n"))
                .containsExactly("warning: <Limit>: unknown command 'XYZZY' on line 1 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("ACL-19 directives in any case, with from once, twice or not at all, in every context")
    void anyCase() throws ConfigurationException {
        assertThat(warnings("""
                <limit read,write login>
                  ALLOWGROUP a b
                  allow FROM from 192.0.2.1,192.0.2.2 198.51.100.
                  Deny 192.0.2.0/24
                  DenyFilter \\.exe$ NC
                  AllowFilter none
                  IgnoreHidden on
                </limit>
                <Global>
                <Limit ALL>
                </Limit>
                </Global>
                <VirtualHost 192.0.2.1>
                <Limit ALL>
                DenyAll
                </Limit>
                </VirtualHost>
                <Directory />
                <Limit ALL>
                </Limit>
                </Directory>
                """)).isEmpty();
    }

    @Test
    @DisplayName("ACL-18 a class that is not defined is worth a warning, once")
    void undefinedClass() throws ConfigurationException {
        assertThat(warnings("""
                <Class near>
                From 192.0.2.0/24
                </Class>
                <Global>
                <Limit ALL>
                AllowClass near !far
                </Limit>
                </Global>
                <VirtualHost 192.0.2.1>
                </VirtualHost>
                """)).containsExactly("warning: class 'far' is not defined on line 6 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("ACL-15 the first negated rule of a file is worth a warning")
    void negatedRule() throws ConfigurationException {
        assertThat(warnings("<Limit ALL>\nAllow from !192.0.2.1\nAllow from !192.0.2.2\n</Limit>\n"))
                .containsExactly(
                        "warning: negated rule: semantics differ from ProFTPD <= 1.3.9 on line 2 of '/etc/x.conf'");
    }

    @Test
    @DisplayName("ACL-11 a rule on names is worth a warning where names are not looked up")
    void nameRule() throws ConfigurationException {
        assertThat(warnings("UseReverseDNS off\n<Limit ALL>\nAllow from .example.com\n</Limit>\n"))
                .singleElement()
                .asString()
                .contains("a rule on names matches nobody while UseReverseDNS is off");
    }

    @Test
    @DisplayName("ACL-21 rules on groups are worth a warning where the proxy checks nobody")
    void groupsOfNobody() throws ConfigurationException {
        var limit = "<Limit WRITE>\nAllowGroup x\n</Limit>\n";

        assertThat(warnings(PROXY + limit)).singleElement().asString().contains("groups of users");
        assertThat(warnings(CHECKING + limit)).isEmpty();
        assertThat(warnings("ProxyEngine on\nProxyRole forward\nProxyForwardMethod proxyuser,user@host\n" + limit))
                .isEmpty();
        assertThat(warnings("ProxyEngine on\nProxyRole forward\nProxyForwardMethod user@host\n" + limit))
                .hasSize(1);
    }

    @Test
    @DisplayName("ACL-40 rules on users for LOGIN are worth a warning where the backend checks them, once a server")
    void loginRulesThatDoNotAct() throws ConfigurationException {
        var limit = "<Limit LOGIN>\nAllow from 192.0.2.1\nDenyUser bob\nAllowUser dave\nDenyAll\n</Limit>\n";

        assertThat(warnings(PROXY + limit))
                .singleElement()
                .asString()
                .contains("in <Limit LOGIN> does not act on logins that the backend checks on line");
        assertThat(warnings(CHECKING + limit)).isEmpty();
    }

    @Test
    @DisplayName("ACL-32 limits of other directories, and LOGIN in any, are worth a warning")
    void directories() throws ConfigurationException {
        assertThat(warnings(PROXY + "<Directory /pub>\n<Limit STOR>\nDenyAll\n</Limit>\nDenyAll\n</Directory>\n"))
                .containsExactly(
                        "warning: <Limit> in <Directory /pub> has no effect in proxied sessions on line 4 of"
                                + " '/etc/x.conf'",
                        "warning: 'DenyAll' has no effect in proxied sessions outside <Limit> on line 7 of"
                                + " '/etc/x.conf'");
        assertThat(warnings(PROXY + "<Directory />\n<Limit LOGIN>\nDenyAll\n</Limit>\n</Directory>\n"))
                .containsExactly("warning: <Limit LOGIN> has no effect in <Directory> on line 4 of '/etc/x.conf'");
    }
}
