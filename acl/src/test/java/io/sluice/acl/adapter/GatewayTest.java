package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.GatewaySettings.FileOptions;
import io.sluice.GatewaySettings.LogTarget;
import io.sluice.config.Problem;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;
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
        var file = Files.writeString(directory.resolve("sluice.conf"), """
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %d
                UseReverseDNS off
                ProxyEngine on
                ProxyTables %s
                ProxyRole %s
                ProxyReverseServers %s
                %s
                """.formatted(
                        freePort(), directory, role, backend.url(), String.join("\n", lines)));
        var modules = ServiceLoader.load(ServerModule.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        var options = new FileOptions(
                Set.of(),
                GatewaySettings.coreModules(),
                Map.of(),
                Optional.empty(),
                true,
                true,
                false,
                OptionalInt.empty(),
                LogTarget.NOTHING);
        return Gateway.start(GatewaySettings.read(file, modules, options));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static TestClient loggedIn(String from, InetSocketAddress gateway) throws IOException {
        var client = new TestClient(from, gateway);
        assertThat(client.reply()).startsWith("220");
        assertThat(client.send("USER alice")).startsWith("331");
        assertThat(client.send("PASS secret")).startsWith("230");
        return client;
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
}
