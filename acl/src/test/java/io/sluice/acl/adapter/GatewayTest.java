package io.sluice.acl.adapter;

import static io.sluice.acl.adapter.TestGateway.checkingUsers;
import static io.sluice.acl.adapter.TestGateway.loggedIn;
import static io.sluice.acl.adapter.TestGateway.login;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Gateway;
import io.sluice.config.Problem;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTest {
    @TempDir
    Path directory;

    private Gateway gateway(ScriptedBackend backend, String... lines) throws Exception {
        return gateway("reverse", backend, lines);
    }

    private Gateway gateway(String role, ScriptedBackend backend, String... lines) throws Exception {
        return Gateway.start(TestSettings.of(directory, role, backend, lines));
    }

    @Test
    @DisplayName("ACL-48 AllowForeignAddress with a class admits addresses of that class alone")
    void onlyAddressesOfTheClassMayBeNamed() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Class partners>",
                        "From 127.0.0.2 127.0.1.0/24",
                        "</Class>",
                        "AllowForeignAddress partners");
                var client = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

            assertThat(client.send("PORT 127,0,0,2,200,1")).startsWith("200");
            assertThat(client.send("PORT 127,0,1,77,200,1")).startsWith("200");
            assertThat(client.send("PORT 127,0,0,3,200,1")).isEqualTo("500 Illegal PORT command");
            assertThat(client.send("PORT 127,0,0,1,200,1")).startsWith("200");
        }
    }

    @Test
    @DisplayName("ACL-48 MaxClientsPerClass counts the clients of the class chosen at the connection")
    void clientsOfAClassAreCounted() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway =
                        gateway(backend, "<Class few>", "From 127.0.0.2/31", "</Class>", "MaxClientsPerClass few 1");
                var _ = loggedIn("127.0.0.2", gateway.addresses().getFirst());
                var second = new TestClient("127.0.0.3", gateway.addresses().getFirst());
                var _ = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {
            second.reply();
            second.send("USER alice");

            assertThat(second.send("PASS secret")).startsWith("530");
        }
    }

    @Test
    @DisplayName("PROXY-FWD-02 ProxyForwardEnabled of the first class that has a client decides for it")
    void theClassOfAClientDecidesWhetherItMayForward() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        "forward",
                        backend,
                        "ProxyForwardMethod user@host",
                        "<Class lab>",
                        "From 127.0.0.2",
                        "ProxyForwardEnabled on",
                        "</Class>",
                        "<Class office>",
                        "From 127.0.0.3",
                        "ProxyForwardEnabled off",
                        "</Class>",
                        "<Class lab>",
                        "From 127.0.0.3 127.0.0.4 127.0.0.5",
                        "ProxyForwardEnabled on",
                        "</Class>",
                        "<Class plain>",
                        "From 127.0.0.6",
                        "</Class>")) {
            var address = gateway.addresses().getFirst();
            for (String from : new String[] {"127.0.0.2", "127.0.0.4"}) {
                try (var client = new TestClient(from, address)) {
                    assertThat(client.reply()).startsWith("220");
                    assertThat(client.send("USER alice@" + backend.place())).startsWith("331");
                    assertThat(client.send("PASS secret")).startsWith("230");
                }
            }
            for (String from : new String[] {"127.0.0.1", "127.0.0.3", "127.0.0.6"}) {
                try (var client = new TestClient(from, address)) {
                    assertThat(client.reply()).as(from).isEqualTo("null"); // closed without a greeting
                }
            }
        }
    }

    @Test
    @DisplayName("ACL-43 the gateway warns of an empty class")
    void theGatewayWarnsOfAnEmptyClass() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(backend, "<Class proxied-clients>", "</Class>")) {

            assertThat(gateway.warnings())
                    .extracting(Problem::text)
                    .anyMatch(text -> text.startsWith("warning: empty <Class> definition"));
        }
    }

    @Test
    @DisplayName("ACL-26 ACL-29 <Limit LOGIN> of the server and of <Global> cut a client off without a byte")
    void someMayNotConnect() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Limit LOGIN>",
                        "Deny from 127.0.0.2",
                        "</Limit>",
                        "<Global>",
                        "<Limit LOGIN>",
                        "Deny from 127.0.0.3",
                        "</Limit>",
                        "</Global>")) {
            for (var from : List.of("127.0.0.2", "127.0.0.3")) {
                try (var client = new TestClient(from, gateway.addresses().getFirst())) {
                    assertThat(client.reply()).as(from).isEqualTo("null");
                }
            }
            loggedIn("127.0.0.4", gateway.addresses().getFirst()).close();
        }
    }

    @Test
    @DisplayName(
            "ACL-27 PROXY-FWD-13 a user whom LOGIN denies hears 530 until MaxLoginAttempts, and no backend is asked")
    void someUsersMayNotLogIn() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(backend, checkingUsers(directory), "<Limit LOGIN>", "DenyUser bob", "</Limit>");
                var client = new TestClient("127.0.0.1", gateway.addresses().getFirst());
                var other = new TestClient("127.0.0.1", gateway.addresses().getFirst())) {
            client.reply();

            assertThat(login(client, "bob")).isEqualTo("530 Login incorrect.");
            assertThat(login(client, "bob")).isEqualTo("530 Login incorrect.");
            assertThat(backend.received()).noneMatch(line -> line.contains("bob"));
            assertThat(login(client, "bob")).isEqualTo("530 Login incorrect.");
            assertThat(client.reply()).isEqualTo("null");
            other.reply();
            assertThat(login(other, "alice")).startsWith("230");
        }
    }

    @Test
    @DisplayName("ACL-17 PROXY-CMD-03 groups of a user whom the proxy has checked, primary and supplementary, count")
    void groupsOfCheckedUsersCount() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        checkingUsers(directory),
                        "<Limit WRITE>",
                        "AllowGroup ftp,www",
                        "DenyAll",
                        "</Limit>");
                var alice = new TestClient("127.0.0.1", gateway.addresses().getFirst());
                var bob = new TestClient("127.0.0.1", gateway.addresses().getFirst())) {
            alice.reply();
            bob.reply();
            assertThat(login(alice, "alice")).startsWith("230");
            assertThat(login(bob, "bob")).startsWith("230");

            assertThat(alice.send("DELE x")).startsWith("502");
            assertThat(bob.send("DELE x")).isEqualTo("550 DELE: Operation not permitted");
        }
    }

    @Test
    @DisplayName(
            "ACL-21 ACL-40 PROXY-CMD-03 of users whom the backend checks no group is known, and LOGIN rules on users"
                    + " do not act")
    void groupsOfOthersDoNot() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Limit LOGIN>",
                        "DenyUser alice",
                        "</Limit>",
                        "<Limit WRITE>",
                        "AllowGroup ftp",
                        "DenyAll",
                        "</Limit>");
                var client = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

            assertThat(client.send("DELE x")).isEqualTo("550 DELE: Operation not permitted");
            assertThat(gateway.warnings())
                    .extracting(Problem::text)
                    .anyMatch(text -> text.contains("groups of users"))
                    .anyMatch(text -> text.contains("does not act on logins that the backend checks"));
        }
    }

    @Test
    @DisplayName(
            "ACL-35 ACL-36 ACL-37 PROXY-CMD-02 refused commands have their codes, and the backend sees none of them")
    void refusedCommands() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Limit ALL SITE_CHMOD EPSV PASV PORT EPRT USER PASS QUIT>",
                        "DenyAll",
                        "</Limit>",
                        "<Limit NOOP>",
                        "AllowUser alice",
                        "</Limit>");
                var client = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {
            var before = List.copyOf(backend.received());

            for (var verb : List.of(
                    "ALLO 1",
                    "MODE S",
                    "REST 1",
                    "STRU F",
                    "TYPE I",
                    "EPSV",
                    "PASV",
                    "EPRT |1|127.0.0.1|9|",
                    "PORT 127,0,0,1,200,1")) {
                assertThat(client.send(verb)).isEqualTo("501 " + verb.split(" ")[0] + ": Operation not permitted");
            }
            for (var verb : List.of("RETR x", "STOR x", "LIST", "SITE HELP", "XYZZY", "PWD")) {
                assertThat(client.send(verb)).isEqualTo("550 " + verb.split(" ")[0] + ": Operation not permitted");
            }
            assertThat(client.send("SITE chmod 644 f")).isEqualTo("550 chmod 644 f: Operation not permitted");
            assertThat(backend.received()).containsExactlyElementsOf(before);
            assertThat(client.send("NOOP")).startsWith("502");
            assertThat(client.send("SYST")).startsWith("502");
            assertThat(client.send("QUIT")).startsWith("221");
        }
    }

    @Test
    @DisplayName("ACL-23 ACL-39 rules on the class and on the argument decide of each command")
    void rulesOnClassAndArgument() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Class staff>",
                        "From 127.0.0.2",
                        "</Class>",
                        "<Limit DELE>",
                        "Order deny,allow",
                        "AllowClass staff",
                        "DenyFilter \\.EXE$ NC",
                        "</Limit>");
                var staff = loggedIn("127.0.0.2", gateway.addresses().getFirst());
                var guest = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

            assertThat(staff.send("DELE a.txt")).startsWith("502");
            assertThat(staff.send("DELE a.exe")).startsWith("550");
            assertThat(guest.send("DELE a.txt")).startsWith("550");
        }
    }

    @Test
    @DisplayName("ACL-29 ACL-32 <Directory /> beats the server, and the server beats <Global>, wherever that stands")
    void whichLevelIsHeard() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = gateway(
                        backend,
                        "<Limit MKD RMD>",
                        "AllowAll",
                        "</Limit>",
                        "<Global>",
                        "<Limit MKD RMD DELE>",
                        "DenyAll",
                        "</Limit>",
                        "</Global>",
                        "<Directory />",
                        "<Limit RMD>",
                        "DenyAll",
                        "</Limit>",
                        "</Directory>",
                        "<Directory /pub>",
                        "<Limit MKD>",
                        "DenyAll",
                        "</Limit>",
                        "</Directory>");
                var client = loggedIn("127.0.0.1", gateway.addresses().getFirst())) {

            assertThat(client.send("MKD /pub/x")).startsWith("502");
            assertThat(client.send("RMD x")).startsWith("550");
            assertThat(client.send("DELE x")).startsWith("550");
        }
    }
}
