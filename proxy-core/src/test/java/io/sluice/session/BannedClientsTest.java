package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.session.peers.Guard;
import io.sluice.session.peers.TestGateway;
import io.sluice.session.peers.TlsClient;
import io.sluice.session.peers.Warden;
import java.io.IOException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What clients see whom a module refuses in phase `BAN`: when they connect, when they move, when they log in.
@Execution(ExecutionMode.CONCURRENT)
class BannedClientsTest {
    private static final String OUT = "530 You are out";
    private static final String INCORRECT = "530 Login incorrect.";
    private static final String ONE_ATTEMPT = "MaxLoginAttempts 1";

    @AutoClose
    private final Guard guard = Guard.of();

    private final Warden warden = guard.warden();

    @Nested
    class WhenTheyConnect {
        @Test
        @DisplayName("BAN-08 with a message: it, and the end, without a banner")
        void withMessage() {
            warden.bansFrom(1, "You are out");
            try (var gateway = guard.unproxied();
                    var client = gateway.client()) {
                client.reads(OUT).seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
            }
        }

        @Test
        @DisplayName("BAN-08 without a message: the end, without a byte")
        void withoutMessage() {
            warden.bansFrom(1);
            try (var gateway = guard.unproxied();
                    var client = gateway.client()) {
                client.seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-15 implicit TLS: the end, without a byte and before the client has begun")
        void implicitTls() {
            warden.bansFrom(1, "You are out");
            try (var gateway = guard.unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var client = gateway.client()) {
                client.seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                assertThat(warden.events()).isEmpty();
            }
        }

        @Test
        @DisplayName("BAN-15 implicit TLS: who is not banned comes in")
        void implicitTlsOfOthers() throws IOException {
            try (var gateway = guard.unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var client = gateway.client()) {
                new TlsClient().over(client).reads(220);
            }
        }

        @Test
        @DisplayName("BAN-15 the server that an implicit handshake leads to bans: its message is protected")
        void implicitTlsOfAnother() throws IOException {
            warden.bansFrom(2, "You are out");
            try (var gateway = guard.unproxied(
                            "TLSEngine on",
                            "TLSOptions UseImplicitSSL",
                            "ServerAlias a.example.com",
                            "<VirtualHost 127.0.0.1>",
                            "Port PORT_HERE",
                            "ServerAlias b.example.com",
                            "TLSEngine on",
                            "TLSOptions UseImplicitSSL",
                            "</VirtualHost>");
                    var plain = gateway.client()) {
                var client = TlsClient.of("b.example.com").over(plain);
                client.reads(OUT);
                client.wire().seesEndOfTls();
            }
        }

        @Test
        @DisplayName("BAN-06 HOST leads to a server that bans: its 530 is the answer, and the end")
        void moved() {
            warden.bansFrom(2, "You are out");
            try (var gateway = twoServers();
                    var client = gateway.greeted()) {
                client.sends("HOST b.example.com").reads(OUT).seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
            }
        }

        @Test
        @DisplayName("BAN-06 HOST leads to a server that bans and says nothing: the end")
        void movedSilently() {
            warden.bansFrom(2);
            try (var gateway = twoServers();
                    var client = gateway.greeted()) {
                client.sends("HOST b.example.com").seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-24 filters hear of a connection once, and once more for every server that HOST leads to")
        void asked() {
            try (var gateway = twoServers();
                    var client = gateway.greeted()) {
                client.sends("HOST a.example.com").reads(220);
                client.sends("HOST b.example.com").reads(220);
                client.sends("HOST a.example.com").reads(220);

                assertThat(warden.arrivals()).containsExactly(1, 2, 1);
            }
        }

        private TestGateway twoServers() {
            return guard.unproxied(
                    "ServerAlias a.example.com",
                    "<VirtualHost 127.0.0.1>",
                    "Port PORT_HERE",
                    "ServerAlias b.example.com",
                    "</VirtualHost>");
        }
    }

    @Nested
    class WhenTheyLogIn {
        @Test
        @DisplayName(
                "BAN-10 331 to USER, one 530 to PASS, and the end; the backend hears of neither, nothing is counted")
        void atABackend() {
            warden.bansUser("joe", "You are out");
            try (var gateway = guard.reverse(ONE_ATTEMPT);
                    var client = gateway.client();
                    var backend = guard.greeted(client)) {
                client.sends("USER joe").reads("331 Password required for joe");
                client.sends("PASS secret").reads(OUT).seesEnd();

                backend.seesEnd();
                assertThat(warden.events()).isEmpty();
                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                assertThat(gateway.log()).doesNotContain("Login failed");
            }
        }

        @Test
        @DisplayName("BAN-10 without a message the 530 is that of a wrong password, and the end follows")
        void withoutMessage() {
            warden.bansUser("joe");
            try (var gateway = guard.reverse(ONE_ATTEMPT);
                    var client = gateway.client();
                    var backend = guard.greeted(client)) {
                client.sends("USER joe").reads("331 Password required for joe");
                client.sends("PASS secret").reads(INCORRECT).seesEnd();

                backend.seesEnd();
                assertThat(warden.events()).isEmpty();
            }
        }

        @Test
        @DisplayName("BAN-10 where the user says which backend it is, none is connected")
        void beforeABackend() {
            warden.bansUser("joe", "You are out");
            try (var gateway = guard.reverse(ONE_ATTEMPT, "ProxyReverseConnectPolicy PerUser");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("USER joe").reads("331 Password required for joe");
                client.sends("PASS secret").reads(OUT).seesEnd();

                assertThat(gateway.recorder().notes()).doesNotContainKey("mod_proxy.backend-url");
            }
        }

        @Test
        @DisplayName("BAN-10 another name may still be tried after the USER of a banned one")
        void anotherName() {
            warden.bansUser("joe", "You are out");
            try (var gateway = guard.reverse(ONE_ATTEMPT);
                    var client = gateway.client();
                    var backend = guard.greeted(client)) {
                client.sends("USER joe").reads(331);
                client.tries(backend, "ann", "secret", "230 Welcome").reads("230 Welcome");
            }
        }

        @Test
        @DisplayName("BAN-12 in the forward role the server that is named is not connected")
        void atADestination() {
            warden.bansUser("joe", "You are out");
            try (var gateway = guard.forward("ProxyForwardMethod user@host");
                    var client = gateway.client()) {
                client.reads(220);
                client.sends("USER joe@" + guard.server().place()).reads("331 Password required for joe");
                client.sends("PASS secret").reads(OUT).seesEnd();

                assertThat(gateway.recorder().notes()).doesNotContainKey("mod_proxy.backend-url");
            }
        }
    }
}
