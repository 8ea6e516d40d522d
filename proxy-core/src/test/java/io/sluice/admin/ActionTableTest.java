package io.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.GatewaySettings;
import io.sluice.config.ConfigurationException;
import io.sluice.config.ConfigurationReader;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.ControlReply.Status;
import java.nio.file.attribute.GroupPrincipal;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActionTableTest {
    private static final String MISSING = "missing";

    private record Name(String getName) implements GroupPrincipal {
        @Override
        public String getName() {
            return getName;
        }
    }

    private static Peer peer(String user, String group) {
        return new Peer(new Name(user), new Name(group));
    }

    private static ActionTable table(String... lines) throws ConfigurationException {
        var configuration = ConfigurationReader.readText(
                "sluice.conf",
                String.join("\n", lines) + "\n",
                GatewaySettings.table(List.of()),
                new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()));
        return new ActionTable(
                GatewaySettings.table(List.of()),
                configuration.main().directives(),
                Stream.of(new ControlAction(
                        "status",
                        "display status of servers",
                        ControlsDirectives.ADMIN_ACLS,
                        words -> ControlReply.ok("status of " + String.join(",", words)))),
                () -> {});
    }

    @Test
    @DisplayName("TLS-CTL-02 an action may need several rights, by what is asked for")
    void rights() throws ConfigurationException {
        var directives = ConfigurationReader.readText(
                        "sluice.conf",
                        "ControlsSocketACL allow user *\nAdminControlsACLs status allow user alice\n"
                                + "AdminControlsACLs get allow user bob\n",
                        GatewaySettings.table(List.of()),
                        new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()))
                .main()
                .directives();
        var table = new ActionTable(
                GatewaySettings.table(List.of()),
                directives,
                Stream.of(new ControlAction(
                        "tls",
                        "caches",
                        ControlsDirectives.ADMIN_ACLS,
                        words -> Set.copyOf(words),
                        words -> ControlReply.ok("done"))),
                () -> {});

        assertThat(ask(table, "tls").lines()).containsExactly("done");
        assertThat(ask(table, "tls", "status").lines()).containsExactly("done");
        assertThat(ask(table, "tls", "get").lines()).containsExactly("access denied");
        assertThat(ask(table, "tls", "status", "get").lines()).containsExactly("access denied");
    }

    private static ControlReply ask(ActionTable table, String... words) {
        return table.answer(peer("alice", "staff"), List.of(words));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = MISSING,
            value = {
                "allow user alice                              | ok",
                "allow user bob,alice                          | ok",
                "allow user bob                                | access denied",
                "allow user \"bob alice\"                        | ok",
                "allow user *                                  | ok",
                "deny user alice                               | access denied",
                "deny user bob                                 | ok",
                "deny user *                                   | access denied",
                "allow group staff                             | ok",
                "allow group alice                             | access denied",
                "deny group staff                              | access denied",
                "deny group other                              | ok",
                "allow user bob; allow group staff             | ok",
                "deny user alice; allow group staff            | ok",
                "allow user alice; deny group staff            | ok",
                "allow user alice; allow user bob              | access denied",
                "allow user bob; allow user alice              | ok",
            })
    @DisplayName("CONF-CTL-04 CTRL-07 users and groups are admitted by the last line of their kind")
    void lists(String lists, String expected) throws ConfigurationException {
        var everywhere = Stream.of("ControlsSocketACL", "AdminControlsACLs status", "AdminControlsACLs all")
                .map(directive -> Stream.of(lists.split(";"))
                        .map(list -> directive + " " + list.strip())
                        .toList())
                .toList();
        var permitted = "ControlsSocketACL allow user *";

        var bySocket = table(String.join("\n", everywhere.get(0)), "AdminControlsACLs status allow user *");
        var byAction = table(permitted, String.join("\n", everywhere.get(1)));
        var byAll = table(permitted, String.join("\n", everywhere.get(2)));

        assertThat(List.of(bySocket, byAction, byAll))
                .allSatisfy(table -> assertThat(ask(table, "status", "all"))
                        .isEqualTo(
                                expected.equals("ok")
                                        ? ControlReply.ok("status of all")
                                        : ControlReply.of(Status.ACCESS_DENIED, expected)));
    }

    @Test
    @DisplayName(
            "CONF-CTL-04 CTRL-07 without a line for it every action is refused to everybody; the socket and help are not")
    void nobodyByDefault() throws ConfigurationException {
        var denied = ControlReply.of(Status.ACCESS_DENIED, "access denied");

        assertThat(table("AdminControlsACLs all allow user *").answer(peer("root", "root"), List.of("status", "x")))
                .isEqualTo(ControlReply.ok("status of x"));
        var socket = table("ControlsSocketACL allow user *", "ControlsACLs lsctrl allow user *");
        assertThat(socket.answer(peer("root", "root"), List.of("status"))).isEqualTo(denied);
        assertThat(socket.answer(peer("root", "root"), List.of("help")).status())
                .isEqualTo(Status.OK);
        assertThat(socket.answer(peer("root", "root"), List.of("lsctrl")).status())
                .isEqualTo(Status.OK);
    }

    @Test
    @DisplayName("CONF-CTL-04 a user is one with two names")
    void anotherName() throws ConfigurationException {
        var user = System.getProperty("user.name");
        var me = peerOfThisProcess();

        assertThat(me.isAdmittedBy(List.of(list("allow user " + user)))).isTrue();
        assertThat(me.isAdmittedBy(List.of(list("deny user " + user)))).isFalse();
        assertThat(me.isAdmittedBy(List.of(list("allow user no-such-user")))).isFalse();
    }

    private static io.sluice.module.AccessList list(String words) throws ConfigurationException {
        var configuration = ConfigurationReader.readText(
                "sluice.conf",
                "ControlsSocketACL " + words + "\n",
                GatewaySettings.table(List.of()),
                new ConfigurationReader.Inputs(Set.of(), Set.of(), Map.of()));
        return configuration
                .main()
                .directives()
                .settings(ControlsDirectives.SOCKET_ACL)
                .getFirst()
                .value();
    }

    private static Peer peerOfThisProcess() {
        return peer(System.getProperty("user.name"), "no-such-group");
    }

    @Test
    @DisplayName("CONF-CTL-06 CTRL-09 an action that there is not is unsupported")
    void unknownAction() throws ConfigurationException {
        var table = table("ControlsSocketACL allow user *");

        assertThat(ask(table, "nosuch"))
                .isEqualTo(ControlReply.of(Status.UNSUPPORTED_OPERATION, "unsupported action requested"));
    }

    @Test
    @DisplayName("CONF-CTL-02 CTRL-03 a request without words is told that it is blocked")
    void noWords() throws ConfigurationException {
        assertThat(ask(table("ControlsSocketACL allow user *")))
                .isEqualTo(ControlReply.of(Status.INTERNAL_ERROR, "blocked connection"));
    }

    private static ActionTable open() throws ConfigurationException {
        return table(
                "ControlsSocketACL allow user *",
                "ControlsACLs all allow user *",
                "AdminControlsACLs all allow user *");
    }

    @Test
    @DisplayName("CONF-CTL-08 CTRL-10 help describes the actions in the order of their names")
    void help() throws ConfigurationException {
        assertThat(ask(open(), "help").lines())
                .containsExactly(
                        "help: describe all registered controls",
                        "insctrl: enable a disabled control",
                        "lsctrl: list all registered controls",
                        "rmctrl: disable a registered control",
                        "status: display status of servers");
        assertThat(ask(open(), "help", "me").lines()).containsExactly("wrong number of parameters");
    }

    @Test
    @DisplayName("CONF-CTL-08 CTRL-11 an action is disabled and enabled, and lsctrl shows which are")
    void disabledAndEnabled() throws ConfigurationException {
        var table = open();

        assertThat(ask(table, "rmctrl", "status")).isEqualTo(ControlReply.ok("'status' control disabled"));
        assertThat(ask(table, "lsctrl").lines())
                .containsExactly(
                        "help (mod_ctrls.c)", "insctrl (mod_ctrls.c)", "lsctrl (mod_ctrls.c)", "rmctrl (mod_ctrls.c)");
        assertThat(ask(table, "status"))
                .isEqualTo(ControlReply.of(Status.UNSUPPORTED_OPERATION, "unsupported action requested"));
        assertThat(ask(table, "insctrl", "status", "mod_nosuch.c"))
                .isEqualTo(ControlReply.of(Status.SUBJECT_NOT_FOUND, "no such control: 'status'"));
        assertThat(ask(table, "insctrl", "status", "mod_ctrls_admin.c"))
                .isEqualTo(ControlReply.ok("'status' control enabled"));
        assertThat(ask(table, "status", "x")).isEqualTo(ControlReply.ok("status of x"));
    }

    @Test
    @DisplayName("CONF-CTL-08 CTRL-11 what is needed to bring others back cannot be taken away alone")
    void protectedActions() throws ConfigurationException {
        var table = open();

        assertThat(List.of("insctrl", "lsctrl", "rmctrl"))
                .allSatisfy(name -> assertThat(ask(table, "rmctrl", name))
                        .isEqualTo(
                                ControlReply.of(Status.OPERATION_DENIED, "'" + name + "' control cannot be removed")));
        assertThat(ask(table, "rmctrl", "nosuch"))
                .isEqualTo(ControlReply.of(Status.SUBJECT_NOT_FOUND, "no such control: 'nosuch'"));
        assertThat(ask(table, "rmctrl")).isEqualTo(ControlReply.wrongParameters("wrong number of parameters"));
        ask(table, "rmctrl", "help");
        assertThat(ask(table, "insctrl", "all")).isEqualTo(ControlReply.ok("'all' control enabled"));
        assertThat(ask(table, "help").status()).isEqualTo(Status.OK);
    }
}
