package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.Guard;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import io.sluice.session.peers.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The events that rules of bans count: each is raised once, before the client hears of what it tells of.
@Execution(ExecutionMode.CONCURRENT)
class EventsTest {
    private static final String INCORRECT = "530 Login incorrect.";
    private static final String LOGGED_IN = "core.logged-in";
    private static final String ATTEMPTS = "mod_auth.max-login-attempts";
    private static final String ROOT = "mod_auth.root-login";
    private static final String HANDSHAKE = "mod_tls.ctrl-handshake";

    @TempDir
    private Path folder;

    @AutoClose
    private final Guard guard = Guard.of();

    /// Sees the events so far.
    private void raised(String... events) {
        assertThat(guard.warden().events()).containsExactly(events);
    }

    @FunctionalInterface
    private interface Talk {
        void of(ScriptedClient client) throws IOException;
    }

    /// With a client that the gateway itself has greeted.
    private static void talk(TestGateway gateway, Talk talk) throws IOException {
        try (gateway;
                var client = gateway.greeted()) {
            talk.of(client);
        }
    }

    @FunctionalInterface
    private interface ProxiedTalk {
        void of(ScriptedClient client, BackendControl backend) throws IOException;
    }

    /// With a client that the backend has greeted.
    private void talk(TestGateway gateway, ProxiedTalk talk) throws IOException {
        try (gateway;
                var client = gateway.client();
                var backend = guard.greeted(client)) {
            talk.of(client, backend);
        }
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
        return Stream.concat(Stream.of("AuthUserFile " + users, "AuthOrder mod_auth_file.c"), Stream.of(directives))
                .toArray(String[]::new);
    }

    /// A reverse proxy that checks passwords itself.
    private TestGateway known(String... directives) throws IOException {
        return guard.reverse(
                Stream.concat(Stream.of("ProxyOptions UseReverseProxyAuth"), Stream.of(accounts(directives)))
                        .toArray(String[]::new));
    }

    /// A name and a password for the gateway itself.
    private static ScriptedClient tries(ScriptedClient client, String user, String password) {
        client.sends("USER " + user).reads(331);
        return client.sends("PASS " + password);
    }

    /// The backend that the gateway now connects hears the name and the password the client has told, and accepts them.
    private void letsIn(ScriptedClient client, String user) {
        try (var backend = connected()) {
            backend.expects("USER " + user).replies("331 Password");
            backend.expects("PASS right").replies("230 Yes");
            client.reads("230 Yes");
        }
    }

    private BackendControl connected() {
        return guard.server().accepts().welcomes("EPSV");
    }

    /// The name, which the client has told, comes to the backend, and then the password does.
    private static void arrives(ScriptedClient client, BackendControl backend, String user, String reply) {
        backend.expects("USER " + user).replies("331 Password");
        client.reads("331 Password").asks(backend, "PASS secret", reply);
    }

    @Nested
    class Logins {
        @Test
        @DisplayName("BAN-19 LoginRate: every login that a backend accepts, and none that it refuses")
        void accepted() throws IOException {
            talk(guard.reverse(), (client, backend) -> {
                client.tries(backend, "joe", "wrong", "530 No").reads("530 No");
                raised();
                client.logsIn(backend);
                raised(LOGGED_IN);
            });
        }

        @Test
        @DisplayName("BAN-19 LoginRate: a name that is told again after the login is no login")
        void toldAgain() throws IOException {
            talk(guard.reverse(), (client, backend) -> {
                client.logsIn(backend).asks(backend, "USER joe", "230 User joe logged in");
                raised(LOGGED_IN);
            });
        }

        @Test
        @DisplayName("BAN-19 LoginRate: once where the proxy has checked the password itself")
        void acceptedByTheProxyToo() throws IOException {
            talk(known(), client -> {
                letsIn(tries(client, "ada", "right"), "ada");
                raised(LOGGED_IN);
            });
        }

        @Test
        @DisplayName("BAN-22 BAN-26 refused by a backend: MaxLoginAttempts once, with the last")
        void refused() throws IOException {
            talk(guard.reverse("MaxLoginAttempts 2"), (client, backend) -> {
                client.tries(backend, "joe", "wrong", "530 No").reads("530 No");
                raised();
                client.tries(backend, "joe", "wrong", "530 No").reads("530 No");
                raised(ATTEMPTS);
                client.seesEnd();
            });
        }

        @Test
        @DisplayName("BAN-22 refused by several backends of one session: MaxLoginAttempts once")
        void refusedByOneAfterTheOther() throws IOException {
            talk(guard.reverse("MaxLoginAttempts 2", "ProxyReverseConnectPolicy PerUser"), client -> {
                client.sends("USER joe");
                try (var joes = connected()) {
                    arrives(client, joes, "joe", "530 No");
                    client.sends("USER ann");
                    try (var anns = connected()) {
                        arrives(client, anns, "ann", "530 No");
                    }
                }
                raised(ATTEMPTS);
                client.seesEnd();
            });
        }

        @Test
        @DisplayName("BAN-22 refused by the proxy itself: MaxLoginAttempts once")
        void refusedByTheProxy() throws IOException {
            talk(known("MaxLoginAttempts 2"), client -> {
                tries(client, "ada", "wrong").reads(INCORRECT);
                tries(client, "ada", "wrong").reads(INCORRECT).seesEnd();
                raised(ATTEMPTS);
            });
        }

        @Test
        @DisplayName("BAN-22 refused where nothing stands behind the gateway: MaxLoginAttempts once")
        void refusedByNobody() throws IOException {
            talk(guard.unproxied("MaxLoginAttempts 2"), client -> {
                tries(client, "joe", "x").reads(INCORRECT);
                tries(client, "joe", "x").reads(INCORRECT).seesEnd();
                raised(ATTEMPTS);
            });
        }

        @Test
        @DisplayName("BAN-22 HOST does not begin the count of MaxLoginAttempts anew")
        void refusedByServersOfOneAddress() throws IOException {
            var gateway = guard.unproxied(
                    "ServerAlias a.example.com",
                    "MaxLoginAttempts 2",
                    "<VirtualHost 127.0.0.1>",
                    "Port PORT_HERE",
                    "ServerAlias b.example.com",
                    "MaxLoginAttempts 2",
                    "</VirtualHost>");
            talk(gateway, client -> {
                tries(client, "joe", "x").reads(INCORRECT);
                client.sends("HOST b.example.com").reads(220);
                tries(client, "joe", "x").reads(INCORRECT).seesEnd();
                raised(ATTEMPTS);
            });
        }

        @Test
        @DisplayName("BAN-22 refused by a destination: MaxLoginAttempts once; accepted: LoginRate")
        void atADestination() {
            var name = "USER joe@" + guard.server().place();
            try (var gateway = guard.forward("ProxyForwardMethod user@host", "MaxLoginAttempts 2");
                    var client = gateway.greeted();
                    var other = gateway.greeted()) {
                client.sends(name);
                try (var backend = connected()) {
                    arrives(client, backend, "joe", "530 No");
                    client.sends(name);
                    arrives(client, backend, "joe", "530 No");
                    client.seesEnd();
                }
                raised(ATTEMPTS);
                other.sends(name);
                try (var backend = connected()) {
                    arrives(other, backend, "joe", "230 Yes");
                }
                raised(ATTEMPTS, LOGGED_IN);
            }
        }

        @Test
        @DisplayName("BAN-19 a login to the proxy of a forward role and one behind it: LoginRate once, for the latter")
        void byWayOfTheProxy() throws IOException {
            talk(guard.forward(accounts()), client -> {
                tries(client, "ada", "right").reads(230);
                raised();
                client.sends("USER joe@" + guard.server().place());
                try (var backend = connected()) {
                    arrives(client, backend, "joe", "230 Yes");
                }
                raised(LOGGED_IN);
            });
        }

        @ParameterizedTest
        @DisplayName("BAN-19 RootLogin: a login as UID 0, whether RootLogin allows it or not")
        @ValueSource(booleans = {true, false})
        void root(boolean allowed) throws IOException {
            talk(known("UseFtpUsers off", "RootLogin " + (allowed ? "on" : "off")), client -> {
                tries(client, "root", "right");
                if (allowed) {
                    letsIn(client, "root");
                    raised(ROOT, LOGGED_IN);
                } else {
                    client.reads(INCORRECT);
                    raised(ROOT);
                }
            });
        }

        @Test
        @DisplayName("BAN-19 EmptyPassword: before the 501")
        void emptyPassword() throws IOException {
            talk(known("AllowEmptyPasswords off"), client -> {
                tries(client, "ada", "").reads(501);
                raised("mod_auth.empty-password");
            });
        }

        @Test
        @DisplayName("BAN-19 AnonRejectPasswords: before the 530")
        void anonymousPassword() throws IOException {
            talk(known("AnonRejectPasswords ^bot"), client -> {
                tries(client, "anonymous", "bot@example.com").reads(INCORRECT);
                raised("mod_auth.anon-reject-passwords");
            });
        }
    }

    /// Two clients log in as joe, the second one from that address, and the limit refuses him.
    private void oneTooMany(String address, String limit, String event) {
        try (var gateway = guard.reverse("<Class all>", "</Class>", limit + " 1 \"too many\"");
                var first = gateway.client();
                var firstBackend = guard.greeted(first);
                var second = new ScriptedClient(Wire.from(address, gateway.address()));
                var secondBackend = guard.greeted(second)) {
            first.logsIn(firstBackend);
            second.tries(secondBackend, "joe", "secret", "230 Yes").reads("530 too many");
            raised(LOGGED_IN, event);
        }
    }

    @Nested
    class Clients {
        @Test
        @DisplayName("BAN-19 LoginRate: a limit that refuses a login raises its own event instead")
        void ofOneHost() {
            oneTooMany("127.0.0.1", "MaxClientsPerHost", "mod_auth.max-clients-per-host");
        }

        @ParameterizedTest
        @DisplayName("BAN-19 MaxClientsPerUser, MaxClientsPerClass: before the limit's own 530")
        @CsvSource({
            "MaxClientsPerUser, mod_auth.max-clients-per-user",
            "MaxClientsPerClass all, mod_auth.max-clients-per-class"
        })
        void ofOneUserOrClass(String limit, String event) {
            oneTooMany("127.0.0.1", limit, event);
        }

        @Test
        @DisplayName("BAN-19 MaxHostsPerUser: before the limit's own 530")
        void fromTwoHosts() {
            oneTooMany("127.0.0.2", "MaxHostsPerUser", "mod_auth.max-hosts-per-user");
        }
    }

    @Nested
    class Commands {
        @Test
        @DisplayName("BAN-19 UnhandledCommand: what the gateway itself does not know, before the 500")
        void unknownHere() throws IOException {
            talk(guard.unproxied(), client -> {
                client.sends("XYZZY").reads("500 XYZZY not understood");
                raised("core.unhandled-command");
            });
        }

        @Test
        @DisplayName("BAN-19 UnhandledCommand: not what a backend does not know")
        void unknownThere() throws IOException {
            talk(guard.reverse(), (client, backend) -> {
                client.logsIn(backend).asks(backend, "XYZZY", "500 XYZZY not understood");
                raised(LOGGED_IN);
            });
        }

        @Test
        @DisplayName("BAN-19 MaxCommandRate: each command above the rate, before it is answered")
        void tooFast() throws IOException {
            talk(guard.unproxied("MaxCommandRate 2 1"), client -> {
                client.sends("NOOP").reads(200);
                client.sends("NOOP").reads(200);
                raised();
                client.sends("NOOP").reads(200);
                raised("core.max-command-rate");
            });
        }

        @ParameterizedTest
        @DisplayName("BAN-19 BadProtocol: a request of HTTP, SMTP or SSH, in both roles")
        @ValueSource(strings = {"GET / HTTP/1.1", "EHLO me.example", "SSH-2.0-OpenSSH_9.2"})
        void foreign(String line) throws IOException {
            talk(guard.forward("ProxyForwardMethod user@host"), client -> {
                client.sends(line).seesEnd();
                raised("core.bad-protocol");
            });
        }

        @Test
        @DisplayName("BAN-19 BadProtocol: not the header of a balancer that nobody trusts")
        void header() throws IOException {
            talk(guard.forward("ProxyForwardMethod user@host"), client -> {
                client.sends("PROXY TCP4 192.0.2.1 192.0.2.2 1 2").seesEnd();
                raised();
            });
        }
    }

    @Nested
    class Connections {
        @Test
        @DisplayName("BAN-19 MaxConnectionsPerHost: before the refusal")
        void tooMany() {
            try (var gateway = guard.unproxied("MaxConnectionsPerHost 1");
                    var first = gateway.greeted();
                    var second = gateway.client()) {
                second.reads(530);
                raised("mod_auth.max-connections-per-host");
                first.sends("NOOP").reads(200);
            }
        }

        @ParameterizedTest
        @DisplayName("BAN-19 TimeoutIdle, TimeoutLogin: before their 421")
        @CsvSource({"TimeoutIdle, core.timeout-idle", "TimeoutLogin, core.timeout-login"})
        void limits(String limit, String event) throws IOException {
            talk(guard.unproxied(limit + " 1"), client -> {
                client.reads(421);
                raised(event);
                client.seesEnd();
            });
        }

        @Test
        @DisplayName("BAN-19 the log of TimeoutLogin")
        void logOfLimit() {
            try (var gateway = guard.unproxied("TimeoutLogin 1");
                    var client = gateway.greeted()) {
                client.reads(421);

                gateway.awaitLog("Login timeout exceeded, disconnected");
            }
        }

        @Test
        @DisplayName("BAN-19 TimeoutNoTransfer: before its 421")
        void noTransfer() throws IOException {
            talk(guard.reverse("TimeoutNoTransfer 1"), (client, backend) -> {
                client.logsIn(backend).reads(421);
                raised(LOGGED_IN, "core.timeout-no-transfer");
            });
        }

        @Test
        @DisplayName("BAN-19 TLSHandshake: AUTH TLS, successful or not; a second one is none")
        void handshake() throws IOException {
            try (var gateway = guard.unproxied("TLSEngine on");
                    var plain = gateway.greeted();
                    var other = gateway.greeted()) {
                new TlsClient().secures(plain).sends("AUTH TLS").reads(503);
                raised(HANDSHAKE);
                other.sends("AUTH TLS").reads(234);
                other.sends("no handshake").wire().text();
                raised(HANDSHAKE, HANDSHAKE);
            }
        }

        @Test
        @DisplayName("BAN-19 TLSHandshake: an implicit handshake too")
        void implicitHandshake() throws IOException {
            try (var gateway = guard.unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var plain = gateway.client()) {
                new TlsClient().over(plain).reads(220);
                raised(HANDSHAKE);
            }
        }
    }
}
