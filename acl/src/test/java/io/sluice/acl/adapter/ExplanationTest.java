package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.acl.GeoFile;
import io.sluice.config.ConfigurationException;
import io.sluice.ftp.Command;
import io.sluice.module.Explanation;
import io.sluice.module.Supposition;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is said of a client that is only supposed, and whether it is so.
class ExplanationTest {
    private static final long SEED = Long.getLong("sluice.acl.seed", new Random().nextLong());
    private static final int ROUNDS = 8;
    private static final int CLIENTS = 12;

    /// The line of the file at which the lines of a test begin.
    private static final int FIRST = 10;

    @TempDir
    Path directory;

    private final Random random = new Random(SEED);

    private List<String> explained(GatewaySettings settings, Supposition supposition) throws ConfigurationException {
        return Gateway.explain(settings, supposition).stream()
                .map(Explanation::toString)
                .map(line -> line.replace(directory + "/", ""))
                .toList();
    }

    private static Supposition client(String from, Optional<String> user, Optional<String> verb) {
        return client(from, user, verb, false);
    }

    private static Supposition client(String from, Optional<String> user, Optional<String> verb, boolean asksLists) {
        return new Supposition(
                InetAddress.ofLiteral(from),
                Optional.empty(),
                user,
                Optional.empty(),
                verb.map(Command::of),
                Optional.empty(),
                asksLists);
    }

    private GatewaySettings settings(ScriptedBackend backend, String... lines) throws Exception {
        return TestSettings.of(directory, "reverse", backend, lines);
    }

    @Test
    @DisplayName("ACL-54, ACL-85 sections that hold for a user count in what is explained")
    void sectionsOfAUser() throws Exception {
        try (var backend = new ScriptedBackend()) {
            var settings = settings(backend, "<IfUser alice>", "<Limit STOR>", "DenyAll", "</Limit>", "</IfUser>");

            assertThat(explained(settings, client("192.0.2.1", Optional.of("alice"), Optional.of("STOR"))))
                    .last()
                    .asString()
                    .startsWith("command STOR: refused")
                    .contains(":" + (FIRST + 2));
            assertThat(explained(settings, client("192.0.2.1", Optional.of("bob"), Optional.of("STOR"))))
                    .last()
                    .asString()
                    .startsWith("command STOR: allowed");
        }
    }

    @Test
    @DisplayName(
            "ACL-85 tables, lists and geography tell what they say between connecting and the login, in their order")
    void accessModules() throws Exception {
        Files.writeString(directory.resolve("deny"), "# nobody from here\nALL: 203.0.113.\n");
        var geography = new GeoFile()
                .with("192.0.2.0/24", Map.of("country", Map.of("iso_code", "CH")))
                .with("198.51.100.0/24", Map.of("country", Map.of("iso_code", "JP")))
                .writeTo(directory.resolve("countries.mmdb"));
        try (var backend = new ScriptedBackend()) {
            var settings = settings(
                    backend,
                    "<Class swiss>",
                    "From 192.0.2.0/24",
                    "</Class>",
                    "<IfClass swiss>",
                    "WrapOptions CheckOnConnect",
                    "</IfClass>",
                    "WrapEngine on",
                    "WrapTables builtin:none file:" + directory.resolve("deny"),
                    "DNSBLEngine on",
                    "DNSBLPolicy allow,deny",
                    "DNSBLDomain bl.example.net",
                    "GeoIPEngine on",
                    "GeoIPTable " + geography,
                    "GeoIPDenyFilter CountryCode JP");

            assertThat(explained(settings, client("192.0.2.1", Optional.of("alice"), Optional.empty())))
                    .containsExactly(
                            "class: swiss by sluice.conf:" + (FIRST + 1) + " From 192.0.2.0/24",
                            "connect: allowed by default (no rule)",
                            "ifsession: merged by sluice.conf:" + (FIRST + 3) + " <IfClass swiss>",
                            "wrap2: allowed by default (no rule)",
                            "dnsbl: not asked",
                            "geoip: CountryCode=CH CountryCode3=CHE, allowed by default (no rule)",
                            "wrap2: allowed by default (no rule)",
                            "login: left to the backend",
                            "geoip: CountryCode=CH CountryCode3=CHE, allowed by default (no rule)");
            assertThat(explained(settings, client("198.51.100.1", Optional.of("alice"), Optional.empty())))
                    .endsWith("geoip: CountryCode=JP CountryCode3=JPN, refused by sluice.conf:" + (FIRST + 13)
                            + " GeoIPDenyFilter CountryCode JP");
            assertThat(explained(settings, client("203.0.113.1", Optional.of("alice"), Optional.of("STOR"))))
                    .endsWith(
                            "geoip: nothing known, allowed by default (no rule)",
                            "wrap2: refused by deny:2 203.0.113.");
        }
    }

    @Test
    @DisplayName("ACL-85 lists in the DNS are asked where that is wanted")
    void listsInTheDns() throws Exception {
        try (var dns = new ListServer();
                var backend = new ScriptedBackend()) {
            System.setProperty("dns.server", dns.place());
            dns.lists("1.2.0.192.bl.example.net", "127.0.0.2", "sends rubbish");
            var settings = settings(backend, "DNSBLEngine on", "DNSBLPolicy allow,deny", "DNSBLDomain bl.example.net");

            assertThat(explained(settings, client("192.0.2.1", Optional.empty(), Optional.empty(), true)))
                    .endsWith(
                            "dnsbl: listed by bl.example.net, refused by sluice.conf:" + (FIRST + 1) + " DNSBLPolicy");
            assertThat(explained(settings, client("192.0.2.2", Optional.empty(), Optional.empty(), true)))
                    .endsWith("dnsbl: not listed, allowed by sluice.conf:" + (FIRST + 1) + " DNSBLPolicy");
            assertThat(dns.asked()).isNotEmpty();
        } finally {
            System.clearProperty("dns.server");
        }
    }

    @Test
    @DisplayName("ACL-85 each moment has the rule with the file and the first line in which it stands")
    void everyMoment() throws Exception {
        Files.writeString(directory.resolve("classes.conf"), """
                # partners

                <Class partners>
                  From 192.0.2.0/24 \\
                    203.0.113.9
                </Class>
                """);
        try (var backend = new ScriptedBackend()) {
            var settings = settings(
                    backend,
                    "Include " + directory.resolve("classes.conf"),
                    "<Limit LOGIN>",
                    "Order deny,allow",
                    "Allow from \\",
                    " 192.0.2.0/24 203.0.113.0/24",
                    "Deny from 203.0.113.66",
                    "</Limit>",
                    "<Limit WRITE>",
                    "AllowUser alice",
                    "DenyAll",
                    "</Limit>");

            assertThat(explained(settings, client("203.0.113.9", Optional.of("alice"), Optional.of("STOR"))))
                    .containsExactly(
                            "class: partners by classes.conf:4 From 203.0.113.9",
                            "connect: allowed by sluice.conf:" + (FIRST + 3)
                                    + " Allow from 192.0.2.0/24 203.0.113.0/24",
                            "login: left to the backend",
                            "command STOR: allowed by sluice.conf:" + (FIRST + 8) + " AllowUser alice");
            assertThat(explained(settings, client("203.0.113.9", Optional.of("bob"), Optional.of("STOR"))))
                    .endsWith("command STOR: refused by sluice.conf:" + (FIRST + 9) + " DenyAll");
            assertThat(explained(settings, client("203.0.113.9", Optional.of("bob"), Optional.of("RETR"))))
                    .endsWith("command RETR: allowed by default (no rule)");
            assertThat(explained(settings, client("203.0.113.66", Optional.of("bob"), Optional.empty())))
                    .containsExactly(
                            "class: none",
                            "connect: refused by sluice.conf:" + (FIRST + 5) + " Deny from 203.0.113.66");
            assertThat(explained(settings, client("198.51.100.1", Optional.empty(), Optional.empty())))
                    .endsWith("connect: refused by sluice.conf:" + (FIRST + 1) + " Order deny,allow (nothing matched)");
        }
    }

    @Test
    @DisplayName("ACL-85 of a line of many rules the one that fits is named")
    void entriesOfLongLines() throws Exception {
        var many = IntStream.rangeClosed(1, 30).mapToObj(i -> "192.0.2." + i).collect(Collectors.joining(","));
        try (var backend = new ScriptedBackend()) {
            var settings = settings(
                    backend, "<Class many>", "From " + many, "</Class>", "<Limit LOGIN>", "Deny " + many, "</Limit>");

            assertThat(explained(settings, client("192.0.2.20", Optional.empty(), Optional.empty())))
                    .containsExactly(
                            "class: many by sluice.conf:" + (FIRST + 1) + " From 192.0.2.20 (entry 20)",
                            "connect: refused by sluice.conf:" + (FIRST + 4) + " Deny from 192.0.2.20 (entry 20)");
        }
    }

    @Test
    @DisplayName("ACL-87 what is said of random clients under random rules is what they meet")
    void agreesWithSessions() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var lines = randomLines();
            try (var backend = new ScriptedBackend()) {
                var settings = settings(backend, lines.toArray(String[]::new));
                try (var gateway = Gateway.start(settings)) {
                    for (int i = 0; i < CLIENTS; i++) {
                        var from = source();
                        assertThat(met(gateway, from))
                                .as("-Dsluice.acl.seed=%d from %s %s", SEED, from, lines)
                                .isEqualTo(said(settings, from));
                    }
                }
            }
        }
    }

    private static final List<String> VERBS = List.of("STOR", "RETR", "DELE", "CWD", "NOOP", "MKD");

    private static List<String> said(GatewaySettings settings, String from) throws ConfigurationException {
        var said = new ArrayList<String>();
        for (var verb : VERBS) {
            Gateway.explain(settings, client(from, Optional.of("alice"), Optional.of(verb))).stream()
                    .filter(Explanation::refuses)
                    .forEach(explanation -> said.add(explanation.subject()));
        }
        return said.stream().distinct().toList();
    }

    private static List<String> met(Gateway gateway, String from) throws Exception {
        try (var client = new TestClient(from, gateway.addresses().getFirst())) {
            if (!client.reply().startsWith("220")) {
                return List.of("connect");
            }
            client.send("USER alice");
            client.send("PASS secret");
            return VERBS.stream()
                    .filter(verb -> client.send(verb).startsWith("550"))
                    .map(verb -> "command " + verb)
                    .toList();
        }
    }

    private List<String> randomLines() {
        var lines = new ArrayList<String>();
        for (var name : List.of("red", "green")) {
            lines.addAll(List.of(
                    "<Class " + name + ">",
                    "From " + rule() + " " + (random.nextBoolean() ? "!" : "") + rule(),
                    "Satisfy " + oneOf("any", "all"),
                    "</Class>"));
        }
        for (var names : List.of("LOGIN", "ALL", "WRITE", oneOf("STOR", "CWD,MKD", "READ"))) {
            lines.addAll(List.of(
                    "<Limit " + names + ">",
                    "Order " + oneOf("allow,deny", "deny,allow"),
                    "Allow from " + rule() + "," + rule(),
                    oneOf("AllowClass red", "DenyClass green", "DenyUser bob", "AllowUser alice"),
                    oneOf("Deny from " + rule(), "DenyAll", "DenyUser alice"),
                    "</Limit>"));
        }
        return lines;
    }

    private String rule() {
        return oneOf(source(), source() + "/" + (8 + random.nextInt(25)), "127.0.0.*", "127.1.0.[1-3]", "127.0.0.0/16");
    }

    private String source() {
        return "127." + random.nextInt(2) + ".0." + (1 + random.nextInt(6));
    }

    private String oneOf(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    @Test
    @DisplayName("ACL-88 the log tells the rule of a refusal, at connect, at a login and at a command")
    void theLogNamesTheRule() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = Gateway.start(settings(backend, limits()));
                var _ = new TestClient("127.0.0.2", gateway.addresses().getFirst());
                var client = new TestClient("127.0.0.1", gateway.addresses().getFirst())) {
            client.reply();
            client.send("USER alice");
            client.send("PASS secret");
            client.send("DELE x");
        }

        var file = directory.resolve("sluice.conf");
        assertThat(Files.readString(TestSettings.log(directory)))
                .contains("Connection from 127.0.0.2 [127.0.0.2] denied (rule " + file + ":" + (FIRST + 1) + ")")
                .contains("DELE denied by <Limit> configuration (rule " + file + ":" + (FIRST + 4) + ")");
    }

    @Test
    @DisplayName("ACL-88 LogOptions -AclRule keeps the rule out of the log")
    void theRuleMayBeKeptOut() throws Exception {
        try (var backend = new ScriptedBackend();
                var gateway = Gateway.start(settings(backend, String.join("\n", limits()), "LogOptions -AclRule"));
                var _ = new TestClient("127.0.0.2", gateway.addresses().getFirst());
                var client = new TestClient("127.0.0.1", gateway.addresses().getFirst())) {
            client.reply();
            client.send("USER alice");
            client.send("PASS secret");
            client.send("DELE x");
        }

        assertThat(Files.readString(TestSettings.log(directory)))
                .contains("Connection from 127.0.0.2 [127.0.0.2] denied")
                .contains("DELE denied by <Limit> configuration")
                .doesNotContain("(rule");
    }

    private static String[] limits() {
        return new String[] {"<Limit LOGIN>", "Deny from 127.0.0.2", "</Limit>", "<Limit WRITE>", "DenyAll", "</Limit>"
        };
    }

    @Test
    @DisplayName("ACL-89 the class is found before the login is decided, and that before a command")
    void theOrderOfChecks() throws Exception {
        try (var backend = new ScriptedBackend()) {
            var settings = settings(
                    backend,
                    "<Class red>",
                    "From 127.0.0.2",
                    "</Class>",
                    "<Limit LOGIN>",
                    "DenyClass red",
                    "</Limit>",
                    "<Limit ALL>",
                    "DenyAll",
                    "</Limit>");

            assertThat(Gateway.explain(settings, client("127.0.0.2", Optional.of("alice"), Optional.of("RETR"))))
                    .extracting(Explanation::subject)
                    .containsExactly("class", "connect");
            assertThat(Gateway.explain(settings, client("127.0.0.1", Optional.of("alice"), Optional.of("RETR"))))
                    .extracting(Explanation::subject)
                    .containsExactly("class", "connect", "login", "command RETR");
        }
    }
}
