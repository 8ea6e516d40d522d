package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.session.peers.Guard;
import io.sluice.session.peers.TlsClient;
import io.sluice.session.peers.Warden;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Sessions that a module ends: its own one, of which an event tells, and those of others.
@Execution(ExecutionMode.CONCURRENT)
class DismissalTest {
    private static final String OUT = "530 You are out";

    @AutoClose
    private final Guard guard = Guard.of();

    private final Warden warden = guard.warden();

    @Nested
    class OfItself {
        @Test
        @DisplayName(
                "BAN-21 the farewell takes the place of the reply that is owed, once, and then the connection ends")
        void inPlaceOfTheReply() {
            warden.endsAt("core.unhandled-command", "You are out");
            try (var gateway = guard.unproxied();
                    var client = gateway.greeted()) {
                client.sends("XYZZY").reads(OUT).seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                assertThat(gateway.recorder().outcome("XYZZY").reply()).contains(Reply.of(530, "You are out"));
            }
        }

        @Test
        @DisplayName("BAN-21 without a message the connection ends without a word")
        void silently() {
            warden.endsAt("core.unhandled-command");
            try (var gateway = guard.unproxied();
                    var client = gateway.greeted()) {
                client.sends("XYZZY").seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                assertThat(gateway.recorder().outcome("XYZZY").reply()).isEmpty();
            }
        }

        @Test
        void commandsBehindAreNotActedOn() {
            warden.endsAt("core.unhandled-command", "You are out");
            try (var gateway = guard.unproxied();
                    var client = gateway.greeted()) {
                client.wire().sends("XYZZY\r\nNOOP\r\nXYZZY\r\n");
                client.reads(OUT).seesEnd();

                assertThat(warden.events()).containsExactly("core.unhandled-command");
            }
        }

        @Test
        @DisplayName("BAN-21 a time limit that has passed: the farewell in place of the 421")
        void inPlaceOfTheLimit() {
            warden.endsAt("core.timeout-idle", "You are out");
            try (var gateway = guard.unproxied("TimeoutIdle 1");
                    var client = gateway.greeted()) {
                client.reads(OUT).seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
            }
        }

        @Test
        @DisplayName("BAN-21 the protocol of others, which has no answer otherwise")
        void whereNothingIsOwed() {
            warden.endsAt("core.bad-protocol", "You are out");
            try (var gateway = guard.unproxied();
                    var client = gateway.greeted()) {
                client.sends("GET / HTTP/1.1").reads(OUT).seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-21 a connection too many: the farewell in place of the refusal, and no banner")
        void beforeTheBanner() {
            warden.endsAt("mod_auth.max-connections-per-host", "You are out");
            try (var gateway = guard.unproxied("MaxConnectionsPerHost 1 \"too many\"");
                    var first = gateway.greeted();
                    var second = gateway.client()) {
                second.reads(OUT).seesEnd();

                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                first.sends("NOOP").reads(200);
            }
        }

        @Test
        @DisplayName("BAN-21 AUTH TLS: the farewell in the clear in place of the 234")
        void inPlaceOfAHandshake() {
            warden.endsAt("mod_tls.ctrl-handshake", "You are out");
            try (var gateway = guard.unproxied("TLSEngine on");
                    var client = gateway.greeted()) {
                client.sends("AUTH TLS").reads(OUT).seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-21 BAN-15 nothing in the clear where TLS is implicit")
        void beforeAnImplicitHandshake() {
            warden.endsAt("mod_tls.ctrl-handshake", "You are out");
            try (var gateway = guard.unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var client = gateway.client()) {
                client.seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-21 under implicit TLS the farewell is protected like any reply")
        void underImplicitTls() throws IOException {
            warden.endsAt("core.unhandled-command", "You are out");
            try (var gateway = guard.unproxied("TLSEngine on", "TLSOptions UseImplicitSSL");
                    var plain = gateway.client()) {
                var client = new TlsClient().over(plain);
                client.reads(220);
                client.sends("XYZZY").reads(OUT);
                client.wire().seesEndOfTls();
            }
        }
    }

    @Nested
    class OfProxiedSessions {
        @Test
        @DisplayName("BAN-22 logins that the backend refuses reach MaxLoginAttempts once, and the last reply is ours")
        void refusedLogins() {
            warden.endsAt("mod_auth.max-login-attempts", "You are out");
            try (var gateway = guard.reverse("MaxLoginAttempts 3");
                    var client = gateway.client();
                    var backend = guard.greeted(client)) {
                client.tries(backend, "joe", "wrong", "530 No").reads("530 No");
                client.tries(backend, "joe", "wrong", "530 No").reads("530 No");
                client.tries(backend, "joe", "wrong", "530 No").reads(OUT).seesEnd();

                backend.seesEnd();
                assertThat(warden.events()).containsExactly("mod_auth.max-login-attempts");
                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
            }
        }

        @Test
        @DisplayName("BAN-19 a login too many (LoginRate): the farewell in place of the 230")
        void acceptedLogin() {
            warden.endsAt("core.logged-in", "You are out");
            try (var gateway = guard.reverse();
                    var client = gateway.client();
                    var backend = guard.greeted(client)) {
                client.tries(backend, "joe", "secret", "230 Welcome").reads(OUT).seesEnd();

                backend.seesEnd();
                assertThat(gateway.recorder().outcome("PASS").reply()).contains(Reply.of(530, "You are out"));
            }
        }

        @Test
        @DisplayName("BAN-21 a client too many: the farewell in place of the limit's own 530")
        void clientsTooMany() {
            warden.endsAt("mod_auth.max-clients-per-user", "You are out");
            try (var gateway = guard.reverse("MaxClientsPerUser 1 \"too many\"");
                    var first = gateway.client();
                    var firstBackend = guard.greeted(first);
                    var second = gateway.client();
                    var secondBackend = guard.greeted(second)) {
                first.logsIn(firstBackend);
                second.tries(secondBackend, "joe", "secret", "230 Welcome")
                        .reads(OUT)
                        .seesEnd();
            }
        }

        @Test
        @DisplayName("BAN-36 the sessions of a user end, those of others go on")
        void othersOfThatUser() {
            try (var gateway = guard.reverse();
                    var joe = gateway.client();
                    var backend = guard.greeted(joe);
                    var other = gateway.client();
                    var otherBackend = guard.greeted(other)) {
                joe.logsIn(backend);

                int ended = warden.core()
                        .end(
                                session -> session.user().equals(Optional.of("joe")),
                                EndReason.of(EndReason.Kind.BANNED),
                                Optional.of(Reply.of(421, "Banned")));

                assertThat(ended).isEqualTo(1);
                joe.reads("421 Banned").seesEnd();
                backend.seesEnd();
                assertThat(gateway.recorder().end()).isEqualTo(EndReason.of(EndReason.Kind.BANNED));
                other.asks(otherBackend, "USER ann", "331 Password");
            }
        }

        @Test
        @DisplayName("BAN-36 a session whose command the backend has not answered yet ends all the same")
        void inTheMiddleOfACommand() {
            try (var gateway = guard.reverse();
                    var joe = gateway.client();
                    var backend = guard.greeted(joe)) {
                joe.logsIn(backend);
                joe.sends("PWD");
                backend.expects("PWD");

                warden.core().end(_ -> true, EndReason.of(EndReason.Kind.BANNED), Optional.empty());

                joe.seesEnd();
                backend.seesEnd();
                assertThat(gateway.recorder().outcome("PWD").reply()).isEmpty();
            }
        }
    }
}
