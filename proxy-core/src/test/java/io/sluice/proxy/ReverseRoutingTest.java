package io.sluice.proxy;

import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// When a session gets its backend, and which one, as the client and the backends see it.
///
/// Of two members the hash gives the first to `ada`, `eve`, `staff` and 127.0.0.2, and the second to `ann`, `bob`,
/// `guests` and 127.0.0.3.
@Execution(ExecutionMode.CONCURRENT)
class ReverseRoutingTest {
    private ScriptedBackend first;
    private ScriptedBackend second;

    @BeforeEach
    void listen() {
        first = ScriptedBackend.listening();
        second = ScriptedBackend.listening();
    }

    @AfterEach
    void close() {
        first.close();
        second.close();
    }

    private TestGateway gateway(String... directives) {
        return TestGateway.before(List.of(first.url(), second.url()), directives);
    }

    @Nested
    @DisplayName("PROXY-RC-08 PerUser connects at USER")
    class PerUser {
        private TestGateway gateway;
        private ScriptedClient client;

        @BeforeEach
        void start() {
            gateway = gateway("ProxyReverseConnectPolicy PerUser", "ServerIdent on \"ours\"", "ProxyRetryCount 2");
            client = gateway.client();
        }

        @AfterEach
        void stop() {
            client.close();
            gateway.close();
        }

        @Test
        @DisplayName("PROXY-RC-23 under a greeting of its own, the backend's is not shown")
        void underAGreetingOfItsOwn() {
            client.reads("220 ours");
            client.sends("USER ann");
            try (var backend = second.accepts().welcomes("SIZE")) {
                backend.expects("USER ann").replies("331 Her password?");
                client.reads("331 Her password?");
                client.asks(backend, "PASS hers", "230 In");
            }
        }

        @Test
        void eachNameHasItsBackendInEverySession() {
            for (String name : List.of("ada", "ann", "bob", "ada", "eve", "ann")) {
                var expected = name.equals("ada") || name.equals("eve") ? first : second;
                try (var next = gateway.client()) {
                    next.reads("220 ours");
                    next.sends("USER " + name);
                    try (var backend = expected.accepts().welcomes("SIZE")) {
                        backend.expects("USER " + name).replies("331 Go on");
                        next.reads("331 Go on");
                    }
                }
            }
        }

        @Test
        void thatTheNameSaysWhere() {
            client.reads("220 ours");
            client.sends("USER");
            client.reads("500 USER: command requires a parameter");
            client.sends("PASS x");
            client.reads("503 Login with USER first");
            client.sends("PASV");
            client.reads("530 Access denied");
        }

        @Test
        @DisplayName(
                "PROXY-RC-36 another backend stands in where the user's own is dead, and gives way when it is back")
        void anotherStandsIn() {
            int port = second.port();
            second.close();
            client.reads("220 ours");
            client.sends("USER ann");
            try (var backend = first.accepts().welcomes("SIZE")) {
                backend.expects("USER ann").replies("331 Go on");
                client.reads("331 Go on");
            }
            second = ScriptedBackend.at("127.0.0.1", port);
            try (var next = gateway.client()) {
                next.reads("220 ours");
                next.sends("USER ann");
                try (var backend = second.accepts().welcomes("SIZE")) {
                    backend.expects("USER ann").replies("331 Back");
                    next.reads("331 Back");
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-19 without a backend that answers the USER is refused, and another may follow")
        void withoutABackend() {
            first.close();
            second.close();
            client.reads("220 ours");
            client.sends("USER ann");
            client.reads("530 Login incorrect.");
            gateway.awaitLog("ProxyRetryCount 2 reached with no successful connection, failing");
            client.sends("PASS x");
            client.reads("530 Login incorrect.");
            client.sends("USER bob");
            client.reads("530 Login incorrect.");
        }

        @Test
        void anotherNameMovesToItsBackendAndTheSameNameStays() {
            client.reads("220 ours");
            client.sends("USER ann");
            var hers = second.accepts().welcomes("SIZE");
            hers.expects("USER ann").replies("331 Go on");
            client.reads("331 Go on");
            client.asks(hers, "PASS wrong", "530 No");
            client.asks(hers, "USER ann", "331 Once more");

            client.sends("USER ada");

            try (var other = first.accepts().welcomes("SIZE")) {
                other.expects("USER ada").replies("331 Go on");
                client.reads("331 Go on");
                hers.seesEnd();
                hers.close();
                client.asks(other, "PASS right", "230 In");
                client.asks(other, "PWD", "257 \"/\"");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-13 a client that leaves while its backend is awaited takes the connection with it")
        void aClientThatLeaves() {
            client.reads("220 ours");
            client.sends("USER ann");
            var backend = second.accepts();
            client.close();
            backend.seesEnd();
        }
    }

    @Nested
    @DisplayName("PROXY-RC-07 PerHost goes by the client's address")
    class PerHost {
        @Test
        void inEverySession() {
            try (var gateway = gateway("ProxyReverseConnectPolicy PerHost")) {
                for (String address : List.of("127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3")) {
                    var expected = address.equals("127.0.0.2") ? first : second;
                    try (var client = new ScriptedClient(Wire.from(address, gateway.address()));
                            var _ = expected.accepts().welcomes()) {
                        client.greeted();
                    }
                }
            }
        }
    }

    @Nested
    @DisplayName("PROXY-RC-05 LeastConns counts sessions until they end, however they end")
    class LeastConns {
        private final List<AutoCloseable> held = new ArrayList<>();

        private record Held(ScriptedClient client, BackendControl backend) {}

        private Held holds(TestGateway gateway, ScriptedBackend expected) {
            var client = gateway.client();
            held.add(client);
            var backend = expected.accepts().welcomes("SIZE");
            held.add(backend);
            client.greeted();
            return new Held(client, backend);
        }

        @AfterEach
        void letGo() throws Exception {
            for (AutoCloseable each : held) {
                each.close();
            }
        }

        @Test
        void theOneWithFewerIsNext() {
            try (var gateway = gateway("ProxyReverseConnectPolicy LeastConns")) {
                var one = holds(gateway, first);
                var two = holds(gateway, second);
                one.client().close();
                one.backend().seesEnd();
                var three = holds(gateway, first);
                two.backend().close();
                two.client().seesEnd();
                var four = holds(gateway, second);
                four.client().asks(four.backend(), "QUIT", "221 Bye").seesEnd();
                four.backend().seesEnd();
                holds(gateway, second);
                three.client().close();
                three.backend().seesEnd();
                holds(gateway, first);
            }
        }

        @Test
        void aSessionThatEndsWhileItIsConnectedCountsNoMore() {
            try (var gateway = gateway("ProxyReverseConnectPolicy LeastConns")) {
                var client = gateway.client();
                var awaited = first.accepts();
                client.close();
                awaited.seesEnd();
                holds(gateway, first);
            }
        }

        @Test
        void aSessionThatBreaksDownCountsNoMore() {
            try (var gateway = gateway("ProxyReverseConnectPolicy LeastConns")) {
                gateway.recorder().failsOn("USER");
                var breaksWhenAnswered = holds(gateway, first);
                breaksWhenAnswered
                        .client()
                        .asks(breaksWhenAnswered.backend(), "USER joe", "331 Go on")
                        .seesEnd();
                breaksWhenAnswered.backend().seesEnd();
                var breaksAtTheEnd = holds(gateway, first);
                breaksAtTheEnd.client().sends("USER joe");
                breaksAtTheEnd.backend().expects("USER joe");
                breaksAtTheEnd.backend().close();
                breaksAtTheEnd.client().seesEnd();

                holds(gateway, first);
                holds(gateway, second);
            }
        }

        @Test
        @DisplayName("PROXY-RC-34 a session that moves by HOST counts no more where it was")
        void aSessionThatMovesCountsNoMore() {
            try (var elsewhere = ScriptedBackend.listening();
                    var gateway = gateway(
                            "ProxyReverseConnectPolicy LeastConns",
                            "<VirtualHost 127.0.0.1>",
                            "Port PORT_HERE",
                            "ServerAlias other.example",
                            "ProxyEngine on",
                            "ProxyRole reverse",
                            "ProxyReverseServers " + elsewhere.url(),
                            "</VirtualHost>")) {
                var moving = holds(gateway, first);
                moving.client().sends("HOST other.example");
                try (var _ = elsewhere.accepts().welcomes()) {
                    moving.client().greeted();
                    moving.backend().seesEnd();
                    holds(gateway, first);
                    holds(gateway, second);
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-37 a backend that refuses has no session the less to its name")
        void aBackendThatRefusesIsNotCounted() {
            try (var gateway = gateway("ProxyReverseConnectPolicy LeastConns")) {
                var client = gateway.client();
                held.add(client);
                first.accepts().replies("421 Too busy").seesEnd();
                held.add(second.accepts().welcomes());
                client.greeted();
                holds(gateway, first);
            }
        }
    }

    @Nested
    @DisplayName("where the proxy checks users itself")
    class WithReverseProxyAuth {
        @TempDir
        private Path folder;

        private TestGateway gateway(String policy) throws IOException {
            var hash = Crypt.crypt("right", "$6$salt");
            var users = secret(
                    "users",
                    "ada:" + hash + ":1001:2001::/:/bin/sh",
                    "ann:" + hash + ":1002:2002::/:/bin/sh",
                    "bob:" + hash + ":1003:2001::/:/bin/sh",
                    "eve:" + hash + ":1004:3001::/:/bin/sh");
            var groups = secret("groups", "guests:x:2002:ada,bob,eve", "staff:x:2001:ann");
            return ReverseRoutingTest.this.gateway(
                    "ProxyReverseConnectPolicy " + policy,
                    "ProxyOptions UseReverseProxyAuth",
                    "AuthUserFile " + users,
                    "AuthGroupFile " + groups,
                    "AuthOrder mod_auth_file.c",
                    "ServerIdent on \"ours\"");
        }

        private Path secret(String name, String... lines) throws IOException {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            var file = Files.write(folder.resolve(name), Arrays.asList(lines));
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }

        private static void logsIn(TestGateway gateway, String name, ScriptedBackend expected) {
            try (var client = gateway.client()) {
                client.reads("220 ours");
                client.sends("USER " + name);
                client.reads("331 Password required for " + name);
                client.sends("PASS right");
                try (var backend = expected.accepts().welcomes("SIZE")) {
                    backend.expects("USER " + name).replies("331 Go on");
                    backend.expects("PASS right").replies("230 In");
                    client.reads("230 In");
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-10 PerGroup goes by the primary group of the user")
        void perGroup() throws IOException {
            try (var gateway = gateway("PerGroup")) {
                logsIn(gateway, "ada", first);
                logsIn(gateway, "ann", second);
                logsIn(gateway, "bob", first);
                logsIn(gateway, "ada", first);
            }
        }

        @Test
        @DisplayName("PROXY-RC-10 a primary group without a name goes by its number, not for another group")
        void perGroupWithoutAName() throws IOException {
            try (var gateway = gateway("PerGroup")) {
                logsIn(gateway, "eve", first); // the hash of "3001"; that of "guests" would be the second
            }
        }

        @Test
        @DisplayName("PROXY-RC-23 PerUser connects at PASS")
        void perUser() throws IOException {
            try (var gateway = gateway("PerUser")) {
                logsIn(gateway, "ann", second);
                logsIn(gateway, "ada", first);
                logsIn(gateway, "bob", second);
            }
        }

        @Test
        @DisplayName("PROXY-RC-23 balancing policies connect at PASS")
        void leastConns() throws IOException {
            try (var gateway = gateway("RoundRobin")) {
                logsIn(gateway, "ann", first);
                logsIn(gateway, "ann", second);
                logsIn(gateway, "ann", first);
            }
        }

        @Test
        @DisplayName("PROXY-RC-28 nobody reaches a backend unchecked in the tracks of one who was refused there")
        void aRefusalOfTheBackendOpensNothing() throws IOException {
            try (var gateway = gateway("PerUser");
                    var client = gateway.client()) {
                client.reads("220 ours");
                client.sends("USER ann");
                client.reads("331 Password required for ann");
                client.sends("PASS right");
                var hers = second.accepts().welcomes("SIZE");
                hers.expects("USER ann").replies("331 Go on");
                hers.expects("PASS right").replies("530 Not today");
                client.reads("530 Not today");

                client.sends("USER mallory");
                client.reads("331 Password required for mallory");
                hers.seesEnd();
                client.sends("PASS known-to-the-backend");
                client.reads("530 Login incorrect.");

                client.sends("USER bob");
                client.reads("331 Password required for bob");
                client.sends("PASS right");
                try (var his = second.accepts().welcomes("SIZE")) {
                    his.expects("USER bob").replies("331 Go on");
                    his.expects("PASS right").replies("230 In");
                    client.reads("230 In");
                }
            }
        }
    }
}
