package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import io.sluice.session.peers.Warden;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The events that rules of bans count: each is raised once, before the client hears of what it tells of.
@Execution(ExecutionMode.CONCURRENT)
class EventsTest {
    private static final String INCORRECT = "530 Login incorrect.";
    private static final String LOGGED_IN = "core.logged-in";
    private static final String ATTEMPTS = "mod_auth.max-login-attempts";

    @TempDir
    private Path folder;

    private final Warden warden = Warden.idle();
    private ScriptedBackend server;

    @BeforeEach
    void listen() {
        server = ScriptedBackend.at("127.0.0.1");
    }

    @AfterEach
    void close() {
        server.close();
    }

    private TestGateway reverse(String... directives) {
        return TestGateway.guarded(warden, List.of(server.url()), directives);
    }

    private TestGateway forward(String... directives) {
        var lines = new ArrayList<>(
                List.of("ProxyEngine on", "ProxyRole forward", "<Class all>", "ProxyForwardEnabled on", "</Class>"));
        lines.addAll(List.of(directives));
        return TestGateway.with("127.0.0.1", lines, List.of(warden));
    }

    private TestGateway unproxied(String... directives) {
        return TestGateway.with("127.0.0.1", List.of(directives), List.of(warden));
    }

    /// With users of its own.
    private String[] accounts(String... directives) throws IOException {
        var users = Files.writeString(
                folder.resolve("users"),
                "ada:" + Crypt.crypt("right", "$6$salt") + ":1000:1000::/:/bin/sh\n"
                        + "anonymous:" + Crypt.crypt("right", "$6$salt") + ":1001:1000::/:/bin/sh\n"
                        + "root:" + Crypt.crypt("right", "$6$salt") + ":0:0::/:/bin/sh\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        var lines = new ArrayList<>(List.of("AuthUserFile " + users, "AuthOrder mod_auth_file.c"));
        lines.addAll(List.of(directives));
        return lines.toArray(String[]::new);
    }

    private TestGateway known(String... directives) throws IOException {
        var lines = new ArrayList<>(List.of("ProxyOptions UseReverseProxyAuth"));
        lines.addAll(List.of(accounts(directives)));
        return reverse(lines.toArray(String[]::new));
    }

    private static ScriptedClient greeted(TestGateway gateway) {
        var client = gateway.client();
        client.reads(220);
        return client;
    }

    private BackendControl accepted(ScriptedClient client) {
        var backend = server.accepts().welcomes("EPSV");
        client.greeted();
        return backend;
    }

    private static void tries(ScriptedClient client, BackendControl backend, String answer) {
        client.sends("USER joe");
        backend.expects("USER joe").replies("331 Password");
        client.reads(331);
        client.sends("PASS secret");
        backend.expects("PASS secret").replies(answer);
        client.reads(answer);
    }

    private static void triesItself(ScriptedClient client, String user, String password) {
        client.sends("USER " + user).reads(331);
        client.sends("PASS " + password);
    }

    @Nested
    class Logins {
        @Test
        @DisplayName("BAN-19 LoginRate: every login that a backend accepts, and none that it refuses")
        void accepted() {
            try (var gateway = reverse();
                    var client = gateway.client();
                    var backend = EventsTest.this.accepted(client)) {
                tries(client, backend, "530 No");
                assertThat(warden.events()).isEmpty();
                tries(client, backend, "230 Yes");

                assertThat(warden.events()).containsExactly(LOGGED_IN);
            }
        }

        @Test
        @DisplayName("BAN-19 LoginRate: a name that is told again after the login is no login")
        void toldAgain() {
            try (var gateway = reverse();
                    var client = gateway.client();
                    var backend = EventsTest.this.accepted(client)) {
                tries(client, backend, "230 Yes");
                client.sends("USER joe");
                backend.expects("USER joe").replies("230 User joe logged in");
                client.reads(230);

                assertThat(warden.events()).containsExactly(LOGGED_IN);
            }
        }

        @Test
        @DisplayName("BAN-19 LoginRate: once where the proxy has checked the password itself")
        void acceptedByTheProxyToo() throws IOException {
            try (var gateway = known();
                    var client = greeted(gateway)) {
                triesItself(client, "ada", "right");
                try (var backend = server.accepts().welcomes("EPSV")) {
                    backend.expects("USER ada").replies("331 Password");
                    backend.expects("PASS right").replies("230 Yes");
                    client.reads("230 Yes");
                }

                assertThat(warden.events()).containsExactly(LOGGED_IN);
            }
        }

        @Test
        @DisplayName("BAN-19 LoginRate: a limit that refuses a login raises its own event instead")
        void tooMany() {
            try (var gateway = reverse("MaxClientsPerHost 1 \"too many\"");
                    var first = gateway.client();
                    var firstBackend = EventsTest.this.accepted(first);
                    var second = gateway.client();
                    var secondBackend = EventsTest.this.accepted(second)) {
                tries(first, firstBackend, "230 Yes");
                second.sends("USER joe");
                secondBackend.expects("USER joe").replies("331 Password");
                second.reads(331);
                second.sends("PASS secret");
                secondBackend.expects("PASS secret").replies("230 Yes");
                second.reads("530 too many");

                assertThat(warden.events()).containsExactly(LOGGED_IN, "mod_auth.max-clients-per-host");
            }
        }

        @Test
        @DisplayName("BAN-22 BAN-26 refused by a backend: MaxLoginAttempts once, with the last")
        void refused() {
            try (var gateway = reverse("MaxLoginAttempts 2");
                    var client = gateway.client();
                    var backend = EventsTest.this.accepted(client)) {
                tries(client, backend, "530 No");
                assertThat(warden.events()).isEmpty();
                tries(client, backend, "530 No");

                assertThat(warden.events()).containsExactly(ATTEMPTS);
                client.seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-22 refused by several backends of one session: MaxLoginAttempts once")
        void refusedByOneAfterTheOther() {
            try (var gateway = reverse("MaxLoginAttempts 2", "ProxyReverseConnectPolicy PerUser");
                    var client = greeted(gateway)) {
                client.sends("USER joe");
                try (var joes = server.accepts().welcomes("EPSV")) {
                    joes.expects("USER joe").replies("331 Password");
                    client.reads(331);
                    client.sends("PASS secret");
                    joes.expects("PASS secret").replies("530 No");
                    client.reads("530 No");
                    client.sends("USER ann");
                    try (var anns = server.accepts().welcomes("EPSV")) {
                        anns.expects("USER ann").replies("331 Password");
                        client.reads(331);
                        client.sends("PASS secret");
                        anns.expects("PASS secret").replies("530 No");
                        client.reads("530 No");
                    }
                }

                assertThat(warden.events()).containsExactly(ATTEMPTS);
                client.seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-22 refused by the proxy itself: MaxLoginAttempts once")
        void refusedByTheProxy() throws IOException {
            try (var gateway = known("MaxLoginAttempts 2");
                    var client = greeted(gateway)) {
                triesItself(client, "ada", "wrong");
                client.reads(INCORRECT);
                triesItself(client, "ada", "wrong");
                client.reads(INCORRECT).seesEnd();

                assertThat(warden.events()).containsExactly(ATTEMPTS);
            }
        }

        @Test
        @DisplayName("BAN-22 refused where nothing stands behind the gateway: MaxLoginAttempts once")
        void refusedByNobody() {
            try (var gateway = unproxied("MaxLoginAttempts 2");
                    var client = greeted(gateway)) {
                triesItself(client, "joe", "x");
                client.reads(INCORRECT);
                triesItself(client, "joe", "x");
                client.reads(INCORRECT).seesEnd();

                assertThat(warden.events()).containsExactly(ATTEMPTS);
            }
        }

        @Test
        @DisplayName("BAN-22 refused by a destination: MaxLoginAttempts once; accepted: LoginRate")
        void atADestination() {
            try (var gateway = forward("ProxyForwardMethod user@host", "MaxLoginAttempts 2");
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place());
                try (var backend = server.accepts().welcomes("EPSV")) {
                    backend.expects("USER joe").replies("331 Password");
                    client.reads(331);
                    client.sends("PASS wrong");
                    backend.expects("PASS wrong").replies("530 No");
                    client.reads("530 No");
                    client.sends("USER joe@" + server.place());
                    backend.expects("USER joe").replies("331 Password");
                    client.reads(331);
                    client.sends("PASS wrong");
                    backend.expects("PASS wrong").replies("530 No");
                    client.reads("530 No").seesEnd();
                }
                assertThat(warden.events()).containsExactly(ATTEMPTS);
                try (var other = greeted(gateway)) {
                    other.sends("USER joe@" + server.place());
                    try (var backend = server.accepts().welcomes("EPSV")) {
                        backend.expects("USER joe").replies("331 Password");
                        other.reads(331);
                        other.sends("PASS right");
                        backend.expects("PASS right").replies("230 Yes");
                        other.reads("230 Yes");
                    }
                    assertThat(warden.events()).containsExactly(ATTEMPTS, LOGGED_IN);
                }
            }
        }

        @Test
        @DisplayName("BAN-19 a login to the proxy of a forward role and one behind it: LoginRate once, for the latter")
        void byWayOfTheProxy() throws IOException {
            try (var gateway = forward(accounts());
                    var client = greeted(gateway)) {
                triesItself(client, "ada", "right");
                client.reads(230);
                assertThat(warden.events()).isEmpty();
                client.sends("USER joe@" + server.place());
                try (var backend = server.accepts().welcomes("EPSV")) {
                    backend.expects("USER joe").replies("331 Password");
                    client.reads(331);
                    client.sends("PASS secret");
                    backend.expects("PASS secret").replies("230 Yes");
                    client.reads("230 Yes");
                }
                assertThat(warden.events()).containsExactly(LOGGED_IN);
            }
        }

        @ParameterizedTest
        @DisplayName("BAN-19 RootLogin: a login as UID 0, whether RootLogin allows it or not")
        @ValueSource(strings = {"on", "off"})
        void root(String allowed) throws IOException {
            try (var gateway = known("UseFtpUsers off", "RootLogin " + allowed);
                    var client = greeted(gateway)) {
                triesItself(client, "root", "right");
                if (allowed.equals("on")) {
                    try (var backend = server.accepts().welcomes("EPSV")) {
                        backend.expects("USER root").replies("331 Password");
                        backend.expects("PASS right").replies("230 Yes");
                        client.reads("230 Yes");
                    }
                    assertThat(warden.events()).containsExactly("mod_auth.root-login", LOGGED_IN);
                } else {
                    client.reads(INCORRECT);
                    assertThat(warden.events()).containsExactly("mod_auth.root-login");
                }
            }
        }

        @Test
        @DisplayName("BAN-19 EmptyPassword: before the 501")
        void emptyPassword() throws IOException {
            try (var gateway = known("AllowEmptyPasswords off");
                    var client = greeted(gateway)) {
                triesItself(client, "ada", "");
                client.reads(501);

                assertThat(warden.events()).containsExactly("mod_auth.empty-password");
            }
        }

        @Test
        @DisplayName("BAN-19 AnonRejectPasswords: before the 530")
        void anonymousPassword() throws IOException {
            try (var gateway = known("AnonRejectPasswords ^bot");
                    var client = greeted(gateway)) {
                triesItself(client, "anonymous", "bot@example.com");
                client.reads(INCORRECT);

                assertThat(warden.events()).containsExactly("mod_auth.anon-reject-passwords");
            }
        }

        @ParameterizedTest
        @DisplayName("BAN-19 MaxClientsPerUser, MaxClientsPerClass: before the limit's own 530")
        @ValueSource(strings = {"MaxClientsPerUser 1", "MaxClientsPerClass all 1"})
        void limits(String limit) {
            try (var gateway = reverse("<Class all>", "</Class>", limit);
                    var first = gateway.client();
                    var firstBackend = EventsTest.this.accepted(first);
                    var second = gateway.client();
                    var secondBackend = EventsTest.this.accepted(second)) {
                tries(first, firstBackend, "230 Yes");
                second.sends("USER joe");
                secondBackend.expects("USER joe").replies("331 Password");
                second.reads(331);
                second.sends("PASS secret");
                secondBackend.expects("PASS secret").replies("230 Yes");
                second.reads(530);

                assertThat(warden.events())
                        .containsExactly(
                                LOGGED_IN,
                                limit.contains("User")
                                        ? "mod_auth.max-clients-per-user"
                                        : "mod_auth.max-clients-per-class");
            }
        }
    }

    @Nested
    class Addresses {
        @Test
        @DisplayName("BAN-19 MaxHostsPerUser: before the limit's own 530")
        void tooMany() {
            try (var gateway = reverse("MaxHostsPerUser 1");
                    var first = gateway.client();
                    var firstBackend = accepted(first);
                    var second = new ScriptedClient(Wire.from("127.0.0.2", gateway.address()));
                    var secondBackend = accepted(second)) {
                tries(first, firstBackend, "230 Yes");
                second.sends("USER joe");
                secondBackend.expects("USER joe").replies("331 Password");
                second.reads(331);
                second.sends("PASS secret");
                secondBackend.expects("PASS secret").replies("230 Yes");
                second.reads(530);

                assertThat(warden.events()).containsExactly(LOGGED_IN, "mod_auth.max-hosts-per-user");
            }
        }
    }

    @Nested
    class Commands {
        @Test
        @DisplayName("BAN-19 UnhandledCommand: what the gateway itself does not know, before the 500")
        void unknownHere() {
            try (var gateway = unproxied();
                    var client = greeted(gateway)) {
                client.sends("XYZZY").reads("500 XYZZY not understood");

                assertThat(warden.events()).containsExactly("core.unhandled-command");
            }
        }

        @Test
        @DisplayName("BAN-19 UnhandledCommand: not what a backend does not know")
        void unknownThere() {
            try (var gateway = reverse();
                    var client = gateway.client();
                    var backend = accepted(client)) {
                tries(client, backend, "230 Yes");
                client.sends("XYZZY");
                backend.expects("XYZZY").replies("500 XYZZY not understood");
                client.reads(500);

                assertThat(warden.events()).containsExactly(LOGGED_IN);
            }
        }

        @Test
        @DisplayName("BAN-19 MaxCommandRate: each command above the rate, before it is answered")
        void tooFast() {
            try (var gateway = unproxied("MaxCommandRate 2 1");
                    var client = greeted(gateway)) {
                client.sends("NOOP").reads(200);
                client.sends("NOOP").reads(200);
                assertThat(warden.events()).isEmpty();
                client.sends("NOOP").reads(200);

                assertThat(warden.events()).containsExactly("core.max-command-rate");
            }
        }

        @ParameterizedTest
        @DisplayName("BAN-19 BadProtocol: a request of HTTP, SMTP or SSH, in both roles")
        @ValueSource(strings = {"GET / HTTP/1.1", "EHLO me.example", "SSH-2.0-OpenSSH_9.2"})
        void foreign(String line) {
            try (var gateway = forward("ProxyForwardMethod user@host");
                    var client = greeted(gateway)) {
                client.sends(line).seesEnd();

                assertThat(warden.events()).containsExactly("core.bad-protocol");
            }
        }

        @Test
        @DisplayName("BAN-19 BadProtocol: not the header of a balancer that nobody trusts")
        void header() {
            try (var gateway = forward("ProxyForwardMethod user@host");
                    var client = greeted(gateway)) {
                client.sends("PROXY TCP4 192.0.2.1 192.0.2.2 1 2").seesEnd();

                assertThat(warden.events()).isEmpty();
            }
        }
    }

    @Nested
    class Connections {
        @Test
        @DisplayName("BAN-19 MaxConnectionsPerHost: before the refusal")
        void tooMany() {
            try (var gateway = unproxied("MaxConnectionsPerHost 1");
                    var first = greeted(gateway);
                    var second = gateway.client()) {
                second.reads(530);

                assertThat(warden.events()).containsExactly("mod_auth.max-connections-per-host");
                first.sends("NOOP").reads(200);
            }
        }

        @ParameterizedTest
        @DisplayName("BAN-19 TimeoutIdle, TimeoutLogin: before their 421")
        @ValueSource(strings = {"TimeoutIdle", "TimeoutLogin"})
        void limits(String limit) {
            try (var gateway = unproxied(limit + " 1");
                    var client = greeted(gateway)) {
                client.reads(421);

                assertThat(warden.events())
                        .containsExactly(limit.equals("TimeoutIdle") ? "core.timeout-idle" : "core.timeout-login");
                client.seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-19 the log of TimeoutLogin")
        void logOfLimit() {
            try (var gateway = unproxied("TimeoutLogin 1");
                    var client = greeted(gateway)) {
                client.reads(421);

                gateway.awaitLog("Login timeout exceeded, disconnected");
            }
        }

        @Test
        @DisplayName("BAN-19 TimeoutNoTransfer: before its 421")
        void noTransfer() {
            try (var gateway = reverse("TimeoutNoTransfer 1");
                    var client = gateway.client();
                    var backend = accepted(client)) {
                tries(client, backend, "230 Yes");
                client.reads(421);

                assertThat(warden.events()).containsExactly(LOGGED_IN, "core.timeout-no-transfer");
            }
        }

        @Test
        @DisplayName("BAN-19 TLSHandshake: AUTH TLS, successful or not; a second one is none")
        void handshake() throws IOException {
            try (var gateway = unproxied("TLSEngine on");
                    var plain = greeted(gateway)) {
                var client = new TlsClient().secures(plain);
                client.sends("AUTH TLS").reads(503);
                assertThat(warden.events()).containsExactly("mod_tls.ctrl-handshake");
                try (var other = greeted(gateway)) {
                    other.sends("AUTH TLS").reads(234);
                    other.sends("no handshake");
                    other.wire().text();
                    assertThat(warden.events()).containsExactly("mod_tls.ctrl-handshake", "mod_tls.ctrl-handshake");
                }
            }
        }

        @Test
        @DisplayName("BAN-19 TLSHandshake: an implicit handshake too")
        void implicitHandshake() throws IOException {
            try (var gateway = unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var plain = gateway.client()) {
                new TlsClient().over(plain).reads(220);

                assertThat(warden.events()).containsExactly("mod_tls.ctrl-handshake");
            }
        }
    }
}
