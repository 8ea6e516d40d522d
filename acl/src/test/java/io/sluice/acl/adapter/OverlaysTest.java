package io.sluice.acl.adapter;

import static io.sluice.acl.adapter.TestGateway.checkingUsers;
import static io.sluice.acl.adapter.TestGateway.connected;
import static io.sluice.acl.adapter.TestGateway.knowingUsers;
import static io.sluice.acl.adapter.TestGateway.loggedIn;
import static io.sluice.acl.adapter.TestGateway.login;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.Gateway;
import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.module.ActiveModule;
import io.sluice.module.Decision;
import io.sluice.module.Overlay;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Conditional sections in a running gateway. Clients from 127.0.0.2 are of class lab, others have none.
class OverlaysTest {
    private static final String LAB = "<Class lab>\nFrom 127.0.0.2\n</Class>";

    @TempDir
    Path directory;

    private ScriptedBackend backend;

    @BeforeEach
    void startABackend() throws Exception {
        backend = new ScriptedBackend();
    }

    @AfterEach
    void stopTheBackend() throws Exception {
        backend.close();
    }

    private Gateway gateway(String... lines) throws Exception {
        return TestGateway.start(
                directory, "ProxyRole reverse", "ProxyReverseServers " + backend.url(), LAB, String.join("\n", lines));
    }

    /// Refuses arguments with this word in them.
    private static String denying(String word) {
        return "DenyFilter " + word;
    }

    private static void assertDenies(TestClient client, String denied, String... others) {
        assertThat(client.send("XYZZY " + denied)).as(denied).startsWith("550");
        for (var other : others) {
            assertThat(client.send("XYZZY " + other)).as(other).startsWith("502");
        }
    }

    /// Says what is laid over the server when the filters after those of the overlays are asked.
    private record Listening(Queue<String> heard, Queue<String> events) implements ServerModule {
        Listening() {
            this(new ConcurrentLinkedQueue<>(), new ConcurrentLinkedQueue<>());
        }

        @Override
        public List<String> standsFor() {
            return List.of();
        }

        @Override
        public ActiveModule activate(Configuration configuration) {
            return new ActiveModule() {
                @Override
                public List<SessionFilter> filters() {
                    return List.of(asked(SessionFilter.Phase.ACCESS), asked(SessionFilter.Phase.BAN));
                }

                @Override
                public void on(ServerEvent event) {
                    events.add(event.name());
                }
            };
        }

        private SessionFilter asked(SessionFilter.Phase phase) {
            return new SessionFilter() {
                @Override
                public Phase phase() {
                    return phase;
                }

                @Override
                public Decision connected(SessionView session) {
                    heard.add(phase + " "
                            + session.overlays().stream().map(Overlay::title).toList());
                    return Decision.PERMIT;
                }
            };
        }
    }

    @Nested
    class OfAClass {

        @Test
        @DisplayName("ACL-49 ACL-50 the sections of a class, and those for clients without one, choose the backends")
        void chooseTheBackends() throws Exception {
            try (var ofLab = new ScriptedBackend();
                    var gateway = TestGateway.start(
                            directory,
                            "ProxyRole reverse",
                            LAB,
                            "<IfClass lab>",
                            "ProxyReverseServers " + ofLab.url(),
                            "</IfClass>",
                            "<IfClass !lab>",
                            "ProxyReverseServers " + backend.url(),
                            "</IfClass>");
                    var lab = loggedIn("127.0.0.2", gateway.addresses().getFirst());
                    var other = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

                lab.send("DELE of-lab");
                other.send("DELE of-other");

                assertThat(ofLab.received()).contains("DELE of-lab").doesNotContain("DELE of-other");
                assertThat(backend.received()).contains("DELE of-other").doesNotContain("DELE of-lab");
            }
        }

        @Test
        @DisplayName("ACL-49 CONF-SES-04 they hold before access, bans and counts are asked, and after <Limit LOGIN>")
        void holdBeforeOthersAreAsked() throws Exception {
            var listening = new Listening();
            try (var gateway = TestGateway.start(
                            directory,
                            List.of(listening),
                            "ProxyRole reverse",
                            "ProxyReverseServers " + backend.url(),
                            LAB,
                            "<IfClass lab>",
                            "MaxConnectionsPerHost 1",
                            "</IfClass>",
                            "<Limit LOGIN>",
                            "Deny from 127.0.0.3",
                            "</Limit>");
                    var refused =
                            new TestClient("127.0.0.3", gateway.addresses().getFirst());
                    var _ = connected(gateway, "127.0.0.1");
                    var _ = connected(gateway, "127.0.0.1");
                    var _ = connected(gateway, "127.0.0.2");
                    var second = new TestClient("127.0.0.2", gateway.addresses().getFirst())) {

                assertThat(second.reply()).startsWith("530 Sorry, the maximum number of connections (1)");
                assertThat(refused.reply()).isEqualTo("null");
                assertThat(listening.heard())
                        .contains("ACCESS [<IfClass lab>]", "BAN [<IfClass lab>]", "ACCESS []", "BAN []")
                        .hasSize(8);
            }
        }

        @Test
        @DisplayName("ACL-49 what they say nothing about is shared: one pool goes round for all classes")
        void shareThePool() throws Exception {
            try (var second = new ScriptedBackend();
                    var gateway = gateway(
                            "ProxyReverseServers " + second.url(),
                            "ProxyReverseConnectPolicy RoundRobin",
                            "<IfClass lab>",
                            denying("class"),
                            "</IfClass>",
                            "<IfUser alice>",
                            denying("user"),
                            "</IfUser>")) {
                var address = gateway.addresses().getFirst();
                for (int i = 0; i < 2; i++) {
                    loggedIn("127.0.0.2", address).close();
                    loggedIn("127.0.0.1", address).close();
                }

                assertThat(backend.received()).filteredOn("USER alice"::equals).hasSize(2);
                assertThat(second.received()).filteredOn("USER alice"::equals).hasSize(2);
            }
        }

        @Test
        @DisplayName("ACL-49 they say who proxies, how the server presents itself, and whether the proxy checks users")
        void sayHowASessionBegins() throws Exception {
            try (var gateway = gateway(
                            "ServerIdent on \"Hello all\"",
                            knowingUsers(directory),
                            "<IfClass lab>",
                            "ProxyOptions UseReverseProxyAuth",
                            "ServerIdent on \"Hello lab\"",
                            "</IfClass>",
                            "<Class nowhere>\nFrom 127.0.0.3\n</Class>",
                            "<IfClass nowhere>",
                            "ProxyEngine off",
                            "</IfClass>");
                    var lab = new TestClient("127.0.0.2", gateway.addresses().getFirst());
                    var nowhere = connected(gateway, "127.0.0.3")) {

                assertThat(lab.reply()).isEqualTo("220 Hello lab");
                assertThat(login(lab, "eve")).startsWith("530");
                assertThat(nowhere.send("USER alice")).startsWith("331");
                assertThat(nowhere.send("PASS secret")).startsWith("530");
                assertThat(backend.received()).noneMatch(line -> line.startsWith("USER"));
                loggedIn("127.0.0.1", gateway.addresses().getFirst()).close();
                assertThat(login(lab, "alice")).startsWith("230");
            }
        }

        @Test
        @DisplayName("ACL-49 they limit how many clients of the class may be logged in at once")
        void limitClients() throws Exception {
            try (var gateway = gateway("<IfClass lab>\nMaxClients 1\n</IfClass>");
                    var lab = loggedIn("127.0.0.2", gateway.addresses().getFirst());
                    var _ = loggedIn("127.0.0.1", gateway.addresses().getFirst());
                    var second = connected(gateway, "127.0.0.2")) {

                assertThat(login(second, "alice")).startsWith("530 Sorry, the maximum number of allowed clients (1)");
                assertThat(lab.send("NOOP")).startsWith("502");
            }
        }

        @Test
        @DisplayName("what cannot be read in a section is an error at start")
        void areTriedAtStart() {
            var missing = directory.resolve("missing.json");

            assertThatThrownBy(() -> gateway("<IfClass lab>\nProxyReverseServers file:" + missing + "\n</IfClass>"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("error reading ProxyReverseServers file '" + missing + "'");
        }

        @Test
        @DisplayName("ACL-26 a client cut off at the connection raises core.connection-denied")
        void whoIsCutOffRaisesAnEvent() throws Exception {
            var listening = new Listening();
            try (var gateway = TestGateway.start(
                            directory,
                            List.of(listening),
                            "ProxyRole reverse",
                            "ProxyReverseServers " + backend.url(),
                            "<Limit LOGIN>",
                            "Deny from 127.0.0.3",
                            "</Limit>");
                    var _ = connected(gateway, "127.0.0.1");
                    var refused =
                            new TestClient("127.0.0.3", gateway.addresses().getFirst())) {

                assertThat(refused.reply()).isEqualTo("null");
                assertThat(listening.events()).containsOnlyOnce("core.connection-denied");
            }
        }

        @Test
        @DisplayName("<Limit LOGIN> in a section of a class refuses logins, and connections with ClassLoginAtConnect")
        void limitTheLogin() throws Exception {
            var section = "<IfClass lab>\n<Limit LOGIN>\nDenyAll\n</Limit>\n</IfClass>";
            try (var gateway = gateway(section);
                    var lab = connected(gateway, "127.0.0.2")) {
                assertThat(login(lab, "alice")).isEqualTo("530 Login incorrect.");
                assertThat(lab.reply()).isEqualTo("null");
                loggedIn("127.0.0.1", gateway.addresses().getFirst()).close();
            }
            try (var gateway = gateway(section, "AclOptions ClassLoginAtConnect");
                    var lab = new TestClient("127.0.0.2", gateway.addresses().getFirst())) {
                assertThat(lab.reply()).isEqualTo("null");
                loggedIn("127.0.0.1", gateway.addresses().getFirst()).close();
            }
        }

        @Test
        @DisplayName("ACL-46 ACL-58 after HOST the class is the same, and the sections are those of the new server")
        void afterHost() throws Exception {
            try (var gateway = gateway(
                            "<IfClass lab>",
                            denying("first"),
                            "</IfClass>",
                            "<VirtualHost 127.0.0.1>",
                            "Port {port}",
                            "ServerAlias other.example.com",
                            "ProxyEngine on",
                            "ProxyRole reverse",
                            "ProxyReverseServers " + backend.url(),
                            "<IfClass lab>",
                            denying("second"),
                            "</IfClass>",
                            "<Limit DELE>",
                            "Order deny,allow",
                            "AllowClass lab",
                            "</Limit>",
                            "</VirtualHost>");
                    var lab = connected(gateway, "127.0.0.2");
                    var stays = loggedIn("127.0.0.2", gateway.addresses().getFirst())) {

                assertThat(lab.send("HOST other.example.com")).startsWith("220");
                assertThat(login(lab, "alice")).startsWith("230");

                assertDenies(lab, "second", "first");
                assertDenies(stays, "first", "second");
                assertThat(lab.send("DELE x")).startsWith("502");
            }
        }

        @Test
        @DisplayName("ACL-45 a client whom a balancer introduces has the class of its own address")
        void ofAnIntroducedClient() throws Exception {
            try (var gateway = gateway(
                            "ProxyProtocolEngine on",
                            "ProxyProtocolFrom 127.0.0.1",
                            "<Class abroad>",
                            "From 192.0.2.0/24",
                            "</Class>",
                            "<IfClass abroad>",
                            denying("abroad"),
                            "</IfClass>");
                    var client = new TestClient("127.0.0.1", gateway.addresses().getFirst())) {

                assertThat(client.send("PROXY TCP4 192.0.2.7 127.0.0.1 40000 21"))
                        .startsWith("220");
                assertThat(login(client, "alice")).startsWith("230");

                assertDenies(client, "abroad", "home");
            }
        }
    }

    @Nested
    class OfUsers {

        @Test
        @DisplayName(
                "ACL-51 user beats group beats authenticated beats class, wherever they stand, and the last section")
        void whichComesOverWhich() throws Exception {
            try (var gateway = gateway(
                            checkingUsers(directory),
                            "<IfUser alice bob>",
                            denying("user-1"),
                            "</IfUser>",
                            "<IfUser alice>",
                            denying("user-2"),
                            "</IfUser>",
                            "<IfGroup ftp>",
                            denying("group"),
                            "</IfGroup>",
                            "<IfAuthenticated>",
                            denying("authenticated"),
                            "PathDenyFilter of-authenticated",
                            "</IfAuthenticated>",
                            "<IfClass lab>",
                            denying("class"),
                            "</IfClass>",
                            denying("server"));
                    var alice = connected(gateway, "127.0.0.2");
                    var bob = connected(gateway, "127.0.0.2")) {
                assertDeniesBeforeLogin(alice);
                assertThat(login(alice, "alice")).startsWith("230");
                assertThat(login(bob, "bob")).startsWith("230");

                assertDenies(alice, "user-2", "user-1", "group", "authenticated", "class", "server");
                assertDenies(bob, "user-1", "user-2", "group", "authenticated", "class", "server");
                assertThat(bob.send("DELE of-authenticated")).startsWith("550");
            }
        }

        private static void assertDeniesBeforeLogin(TestClient client) {
            assertThat(client.send("XYZZY class")).startsWith("550");
            assertThat(client.send("XYZZY server")).startsWith("500");
        }

        @Test
        @DisplayName("ACL-51 users whom the backend checks have their sections, and no groups")
        void ofUsersOfTheBackend() throws Exception {
            try (var gateway = gateway(
                            "<IfUser alice>",
                            denying("user"),
                            "</IfUser>",
                            "<IfGroup ftp>",
                            denying("group"),
                            "</IfGroup>");
                    var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst());
                    var bob = connected(gateway, "127.0.0.1")) {
                assertThat(bob.send("XYZZY user")).startsWith("530");
                assertThat(login(bob, "bob")).startsWith("230");

                assertDenies(alice, "user", "group");
                assertThat(bob.send("XYZZY user")).startsWith("502");
            }
        }

        @Test
        @DisplayName("ACL-51 they change what a session that is already at a backend does")
        void changeTheSessionsSettings() throws Exception {
            try (var gateway = gateway("<IfUser alice>\nAllowForeignAddress on\n</IfUser>");
                    var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst());
                    var bob = connected(gateway, "127.0.0.1")) {
                assertThat(login(bob, "bob")).startsWith("230");

                assertThat(alice.send("PORT 127,0,0,9,200,1")).startsWith("200");
                assertThat(bob.send("PORT 127,0,0,9,200,1")).startsWith("500");
            }
        }

        @Test
        @DisplayName("ACL-51 a shorter TimeoutIdle counts from the login on")
        void changeDeadlines() throws Exception {
            try (var gateway = gateway("TimeoutIdle 3600", "<IfUser alice>\nTimeoutIdle 1\n</IfUser>");
                    var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

                assertThat(alice.reply()).startsWith("421 Idle timeout (1 seconds)");
            }
        }

        @Test
        @DisplayName("ACL-53 <Limit LOGIN> in a section of a user refuses it after PASS with 530, and closes")
        void limitTheLogin() throws Exception {
            var section = "<IfUser bob>\n<Limit LOGIN>\nDenyAll\n</Limit>\n</IfUser>";
            for (var users : List.of(checkingUsers(directory), "")) {
                try (var gateway = gateway(users, section);
                        var bob = connected(gateway, "127.0.0.1")) {
                    assertThat(login(bob, "bob")).as(users).isEqualTo("530 Login incorrect.");
                    assertThat(bob.reply()).isEqualTo("null");
                    loggedIn("127.0.0.1", gateway.addresses().getFirst()).close();
                }
            }
        }

        @Test
        @DisplayName("ACL-54 <Limit STOR> in a section of a user beats that of the server wherever it stands")
        void limitCommands() throws Exception {
            try (var gateway = gateway(
                            "<IfUser alice>",
                            "<Limit STOR DELE>",
                            "DenyAll",
                            "</Limit>",
                            "</IfUser>",
                            "<Limit STOR>",
                            "AllowAll",
                            "</Limit>",
                            "<Limit DELE>",
                            "AllowAll",
                            "</Limit>");
                    var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst());
                    var bob = connected(gateway, "127.0.0.1")) {
                assertThat(login(bob, "bob")).startsWith("230");

                assertThat(alice.send("STOR x")).isEqualTo("550 STOR: Operation not permitted");
                assertThat(alice.send("DELE x")).isEqualTo("550 DELE: Operation not permitted");
                assertThat(bob.send("DELE x")).startsWith("502");
            }
        }

        @Test
        @DisplayName("ACL-55 <IfGroup> needs all groups, with OR one, with ! none; an expression one that it fits")
        void ofGroups() throws Exception {
            var forms = List.of("ftp,www", "AND ftp www", "OR www staff", "regex ^w", "!staff !wheel", "ftp !staff");
            var not = List.of("ftp staff", "OR staff wheel", "regex ^x", "!www", "ftp !www");
            try (var gateway = gateway(
                            checkingUsers(directory),
                            String.join(
                                    "\n",
                                    Stream.concat(forms.stream(), not.stream())
                                            .map(form -> "<IfGroup " + form + ">\n<Limit XA"
                                                    + (forms.contains(form) ? forms : not).indexOf(form)
                                                    + (forms.contains(form) ? "" : "N")
                                                    + ">\nDenyAll\n</Limit>\n</IfGroup>")
                                            .toList()));
                    var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

                for (int i = 0; i < forms.size(); i++) {
                    assertThat(alice.send("XA" + i)).as(forms.get(i)).startsWith("550");
                }
                for (int i = 0; i < not.size(); i++) {
                    assertThat(alice.send("XA" + i + "N")).as(not.get(i)).startsWith("502");
                }
            }
        }

        @Test
        @DisplayName(
                "ACL-56 PerUnauthenticatedUser: sections of known users hold from USER on, and of the last one named")
        void fromUserOn() throws Exception {
            try (var ofAlice = new ScriptedBackend();
                    var gateway = TestGateway.start(
                            directory,
                            "ProxyRole reverse",
                            "ProxyReverseConnectPolicy PerUser",
                            knowingUsers(directory),
                            "IfSessionOptions PerUnauthenticatedUser",
                            "<IfUser alice>",
                            "ProxyReverseServers " + ofAlice.url(),
                            denying("of-alice"),
                            "</IfUser>",
                            "<IfGroup ftp !www>",
                            "ProxyReverseServers " + backend.url(),
                            "</IfGroup>",
                            "<IfUser eve>",
                            "ProxyReverseServers " + ofAlice.url(),
                            "</IfUser>");
                    var client = connected(gateway, "127.0.0.1");
                    var bob = connected(gateway, "127.0.0.1");
                    var eve = connected(gateway, "127.0.0.1")) {

                assertThat(client.send("USER alice")).startsWith("331");
                assertThat(client.send("XYZZY of-alice")).startsWith("550");
                assertThat(login(bob, "bob")).startsWith("230");
                assertThat(eve.send("USER eve")).startsWith("530");
                assertThat(login(client, "bob")).startsWith("230");

                assertThat(client.send("XYZZY of-alice")).startsWith("502");
                assertThat(ofAlice.received()).contains("USER alice").doesNotContain("USER bob", "USER eve");
                assertThat(backend.received()).contains("USER bob").doesNotContain("USER alice", "USER eve");
            }
        }

        @Test
        @DisplayName("a user who did not get in leaves nothing behind for the next")
        void nothingIsLeftOfOthers() throws Exception {
            try (var gateway = gateway(
                            checkingUsers(directory),
                            "<IfUser bob>",
                            denying("of-bob"),
                            "</IfUser>",
                            "<Limit LOGIN>",
                            "DenyUser bob",
                            "</Limit>");
                    var client = connected(gateway, "127.0.0.1")) {
                assertThat(login(client, "bob")).startsWith("530");
                assertThat(login(client, "alice")).startsWith("230");

                assertThat(client.send("XYZZY of-bob")).startsWith("502");
            }
        }

        @Test
        @DisplayName("backends in a section of a user are chosen from once the proxy has checked the password")
        void chooseTheBackends() throws Exception {
            try (var ofAlice = new ScriptedBackend();
                    var gateway = TestGateway.start(
                            directory,
                            "ProxyRole reverse",
                            checkingUsers(directory),
                            "<IfUser alice>",
                            "ProxyReverseServers " + ofAlice.url(),
                            "</IfUser>",
                            "<IfUser bob>",
                            "ProxyReverseServers " + backend.url(),
                            "</IfUser>");
                    var alice = connected(gateway, "127.0.0.1");
                    var bob = connected(gateway, "127.0.0.1")) {
                assertThat(login(alice, "alice")).startsWith("230");
                assertThat(login(bob, "bob")).startsWith("230");

                assertThat(ofAlice.received()).contains("USER alice").doesNotContain("USER bob");
                assertThat(backend.received()).contains("USER bob").doesNotContain("USER alice");
            }
        }
    }

    @Nested
    class LimitBackendLogins {

        @Test
        @DisplayName("ACL-40 a name that LOGIN denies is asked for a password and refused; no backend hears it")
        void refusedNamesAreNotPassedOn() throws Exception {
            for (var policy : List.of("RoundRobin", "PerUser")) {
                backend.received().clear();
                try (var gateway = gateway(
                                "ProxyReverseConnectPolicy " + policy,
                                "MaxLoginAttempts 2",
                                "AclOptions LimitBackendLogins",
                                "<Limit LOGIN>",
                                "DenyUser bob",
                                "</Limit>");
                        var client = connected(gateway, "127.0.0.1");
                        var persistent = connected(gateway, "127.0.0.1")) {

                    assertThat(client.send("USER bob")).isEqualTo("331 Password required for bob");
                    assertThat(client.send("PASS secret")).isEqualTo("530 Login incorrect.");
                    assertThat(login(client, "alice")).as(policy).startsWith("230");
                    assertThat(login(persistent, "bob")).startsWith("530");
                    assertThat(login(persistent, "bob")).startsWith("530");
                    assertThat(persistent.reply()).isEqualTo("null");
                    assertThat(backend.received()).contains("USER alice").doesNotContain("USER bob");
                    assertThat(gateway.warnings()).isEmpty();
                }
            }
        }

        @Test
        @DisplayName("ACL-40 a forward proxy does not connect to the server of such a name")
        void forwardProxiesDoNotEvenConnect() throws Exception {
            try (var gateway = TestGateway.start(
                            directory,
                            "ProxyRole forward",
                            "ProxyForwardMethod user@host",
                            "<Class all>\nFrom all\nProxyForwardEnabled on\n</Class>",
                            "AclOptions LimitBackendLogins",
                            "<Limit LOGIN>",
                            "DenyUser bob",
                            "</Limit>");
                    var client = connected(gateway, "127.0.0.1")) {

                assertThat(login(client, "bob@" + backend.place())).isEqualTo("530 Login incorrect.");
                assertThat(backend.received()).isEmpty();
                assertThat(login(client, "alice@" + backend.place())).startsWith("230");
            }
        }
    }

    @Test
    @DisplayName("ACL-37 FEAT does not offer EPRT and EPSV to whom they are refused")
    void featuresWithoutWhatIsRefused() throws Exception {
        try (var gateway = gateway(
                        "<IfUser bob>\n<Limit EPSV>\nDenyAll\n</Limit>\n</IfUser>\n<Limit EPRT>\nDenyAll\n</Limit>");
                var alice = loggedIn("127.0.0.1", gateway.addresses().getFirst());
                var bob = connected(gateway, "127.0.0.1")) {
            assertThat(login(bob, "bob")).startsWith("230");

            assertThat(features(alice)).contains(" EPSV", " UTF8").doesNotContain(" EPRT");
            assertThat(features(bob)).contains(" UTF8").doesNotContain(" EPRT", " EPSV");
        }
    }

    private static List<String> features(TestClient client) {
        var lines = new ArrayList<String>();
        for (var line = client.send("FEAT"); !line.startsWith("211 "); line = client.reply()) {
            lines.add(line);
        }
        return lines;
    }
}
