package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.EndReason;
import io.sluice.session.peers.BackendControl;
import io.sluice.session.peers.DataSide;
import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A forward proxy whose clients name their server in `USER`, without a login of their own to the proxy.
class ForwardRoleTest {
    private static final String LOGIN_INCORRECT = "530 Login incorrect.";

    private static TestGateway forward(String... directives) {
        var all = new ArrayList<>(List.of("ProxyForwardMethod user@host", "ServerIdent on \"ours\""));
        all.addAll(List.of(directives));
        return TestGateway.forward(all.toArray(String[]::new));
    }

    private static ScriptedClient greeted(TestGateway gateway) {
        return gateway.client().reads("220 ours");
    }

    /// Connects the client to the server, which asks for a password.
    private static BackendControl named(String user, ScriptedClient client, ScriptedBackend server) {
        client.sends("USER " + user + "@" + server.place());
        var backend = server.accepts().welcomes("EPRT", "EPSV").expects("USER " + user);
        backend.replies("331 Go on");
        client.reads("331 Go on");
        return backend;
    }

    /// Connects the client to the server as joe, and logs in.
    private static BackendControl loggedIn(ScriptedClient client, ScriptedBackend server) {
        var backend = named("joe", client, server);
        client.asks(backend, "PASS secret", "230 User joe logged in");
        return backend;
    }

    @Nested
    class WhoMayUseIt {
        @Test
        @DisplayName("PROXY-FWD-01 a client on loopback is disconnected without a byte, and the log says why")
        void loopbackMayNot() {
            try (var gateway = TestGateway.with("127.0.0.1", List.of("ProxyEngine on", "ProxyRole forward"));
                    var client = gateway.client()) {
                client.seesEnd();

                gateway.awaitLog("forward proxying not allowed from non-RFC1918 client address 127.0.0.1");
                assertThat(gateway.recorder().end().kind()).isEqualTo(EndReason.Kind.POLICY);
            }
        }

        @Test
        @DisplayName("PROXY-FWD-02 a class with ProxyForwardEnabled off is refused")
        void aClassMayBeRefused() {
            try (var gateway = TestGateway.with(
                            "127.0.0.1",
                            List.of(
                                    "ProxyEngine on",
                                    "ProxyRole forward",
                                    "<Class lan>",
                                    "ProxyForwardEnabled off",
                                    "</Class>"));
                    var client = gateway.client()) {
                client.seesEnd();

                gateway.awaitLog("forward proxying not allowed from client address 127.0.0.1 in <Class lan>"
                        + " (see ProxyForwardEnabled)");
            }
        }
    }

    @Nested
    class NamingAServer {
        @Test
        @DisplayName("PROXY-FWD-03 PROXY-FWD-19 the server gets the user's name alone, and its greeting is not shown")
        void theServerGetsTheNameAlone() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway);
                    var _ = loggedIn(client, server)) {
                assertThat(gateway.recorder().session().user()).contains("joe");
                assertThat(gateway.recorder().session().requestedUser()).contains("joe@" + server.place());
                assertThat(gateway.recorder().notes())
                        .containsEntry("mod_proxy.role", "forward")
                        .containsEntry("mod_proxy.backend-url", server.url())
                        .containsEntry("mod_proxy.backend-ip", "127.0.0.1")
                        .containsEntry("mod_proxy.backend-port", Integer.toString(server.port()));
                gateway.awaitLog("received banner from backend " + server.place() + ": 220 Backend ready");
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-FWD-22 PROXY headers are for the servers of reverse proxies alone")
        @ValueSource(strings = {"UseProxyProtocolV1", "UseProxyProtocolV2 UseProxyProtocolV2TLVs"})
        void noHeaderIsSent(String options) {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward("ProxyOptions " + options);
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place());
                try (var backend = server.accepts()) {
                    backend.replies("220 Backend ready").expects("FEAT").replies("500 What?");
                    backend.expects("USER joe").replies("331 Go on");
                    client.reads("331 Go on");
                }
            }
        }

        @Test
        void beforeThatTheNotesTellOfNoServer() {
            try (var gateway = forward();
                    var _ = greeted(gateway)) {
                assertThat(gateway.recorder().notes())
                        .containsEntry("mod_proxy.backend-port", "0")
                        .doesNotContainKey("mod_proxy.backend-url");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-04 a user's name may hold @")
        void theLastAtCounts() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                named("joe@example.org", client, server).close();
            }
        }

        @Test
        @DisplayName("PROXY-FWD-05 the server may be an IPv6 address")
        void anIPv6Address() {
            try (var server = ScriptedBackend.at("::1");
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place());
                try (var backend = server.accepts().welcomes("HOST")) {
                    backend.expects("HOST [::1]").replies("220 As you wish");
                    backend.expects("USER joe").replies("331 Go on");
                    client.reads("331 Go on");
                }
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-FWD-06 what names no server is refused, and the session stays usable")
        @ValueSource(strings = {"joe", "joe@127.0.0.1:21x", "joe@127.0.0.1:65536", "joe@127.0.0.1:0", "joe@[::1]x"})
        void whatNamesNoServer(String argument) {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER " + argument).reads(LOGIN_INCORRECT);

                gateway.awaitLog("USER '" + argument + "', rejecting");
                try (var _ = loggedIn(client, server)) {
                    client.sends("HOST x").reads("503 Bad sequence of commands");
                }
            }
        }

        @Test
        @DisplayName("PROXY-FWD-07 a server that ProxyForwardTo does not allow is not connected")
        void whereNobodyMayGo() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward("ProxyForwardTo ^192\\.0\\.2\\.1:21$", "ProxyForwardTo .");
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place()).reads(LOGIN_INCORRECT);
                gateway.awaitLog("host/port '" + server.place()
                        + "' did not match ProxyForwardTo ^192\\.0\\.2\\.1:21$, rejecting");
                client.sends("USER joe@127.0.0.1").reads(LOGIN_INCORRECT);
                gateway.awaitLog("host/port '127.0.0.1:21' did not match ProxyForwardTo");
            }
        }

        @Test
        void withoutANameNothingIsAsked() {
            try (var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER").reads("500 USER: command requires a parameter");
                client.sends("PASS x").reads("503 Login with USER first");
            }
        }

        @Test
        @DisplayName("CONF-SES-22 the name of the user may be of 256 bytes, however long the destination is")
        void longNames() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                var name = "j".repeat(256);
                client.sends("USER x" + name + "@" + server.place()).reads("501 Login incorrect.");
                named(name, client, server).close();
            }
        }
    }

    @Nested
    class Failing {
        @Test
        @DisplayName(
                "PROXY-FWD-17 a server that refuses the connection is named with the error, and another may follow")
        void aDeadServer() {
            var dead = ScriptedBackend.deadUrl().substring("ftp://".length());
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + dead).reads("530 Unable to connect to " + dead + ": Connection refused");
                client.sends("PASS secret").reads("503 Login with USER first");
                try (var _ = loggedIn(client, server)) {
                    gateway.awaitLog("error connecting to 127.0.0.1#");
                    assertThat(gateway.log()).doesNotContain("ProxyRetryCount");
                }
            }
        }

        @Test
        void aNameThatNobodyKnows() {
            try (var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@no-such-host.invalid")
                        .reads("530 Unable to connect to no-such-host.invalid:21: Operation not permitted");
                gateway.awaitLog("unable to resolve 'no-such-host.invalid'");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-18 a greeting that refuses is shown with code 530, all its lines")
        void aServerThatRefuses() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place());
                try (var busy = server.accepts()) {
                    busy.replies("421-Too busy", "  for you", "421-, really", "421 Come back");
                    client.reads(List.of("530-Too busy", "  for you", "530-, really", "530 Come back"));
                    busy.seesEnd();
                }
                gateway.awaitLog("received banner from backend " + server.place() + ", DISCONNECTING: 421 Come back");
                loggedIn(client, server).close();
            }
        }

        @Test
        void aServerThatHangsUpAtOnce() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place());
                server.accepts().close();
                client.reads("530 Unable to connect to " + server.place() + ": Operation not permitted");
                gateway.awaitLog("unable to read banner from server " + server.place() + ": ");
                client.sends("NOOP").reads("200 NOOP command successful");
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-FWD-16 the proxy itself is no destination, however it is called")
        @ValueSource(strings = {"127.0.0.1", "localhost", "0.0.0.0", "[::ffff:127.0.0.1]", "127.1", "2130706433"})
        void theProxyItself(String host) {
            try (var gateway = forward();
                    var client = greeted(gateway)) {
                var place = host + ":" + gateway.address().getPort();
                client.sends("USER joe@" + place)
                        .reads("530 Unable to connect to " + place + ": Operation not permitted");
                gateway.awaitLog(
                        " is local address 127.0.0.1#" + gateway.address().getPort() + ", rejecting");
                client.sends("NOOP").reads("200 NOOP command successful");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-16 another virtual host of the proxy is the proxy itself too")
        void anotherVirtualHost() {
            try (var gateway =
                            forward("<VirtualHost 127.0.0.2>", "Port PORT_HERE", "ServerName other", "</VirtualHost>");
                    var client = greeted(gateway)) {
                var place = "127.0.0.2:" + gateway.address().getPort();
                client.sends("USER joe@" + place)
                        .reads("530 Unable to connect to " + place + ": Operation not permitted");
                gateway.awaitLog("requested destination 127.0.0.2#");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-21 port 990 means TLS from the first byte, which needs a module")
        void implicitTls() {
            try (var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@127.0.0.1:990")
                        .reads("530 Unable to connect to 127.0.0.1:990: Protocol not supported");
                gateway.awaitLog("destination 127.0.0.1:990 needs TLS towards backends, which no loaded module offers");
            }
        }

        @Test
        void aClientThatLeavesMeanwhileTakesTheConnectionWithIt() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward()) {
                var client = greeted(gateway);
                client.sends("USER joe@" + server.place());
                var backend = server.accepts();
                client.close();
                backend.seesEnd();
            }
        }
    }

    @Nested
    class AnotherServerBeforeTheLogin {
        @Test
        void takesThePlaceOfTheFirst() {
            try (var first = ScriptedBackend.listening();
                    var second = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                var before = named("joe", client, first);

                try (var after = loggedIn(client, second)) {
                    before.seesEnd();
                    client.asks(after, "PWD", "257 \"/\" here");
                }
            }
        }

        @Test
        void leavesNoneIfItIsNotThere() {
            var dead = ScriptedBackend.deadUrl().substring("ftp://".length());
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                var before = named("joe", client, server);
                client.sends("USER joe@" + dead).reads("530 Unable to connect to " + dead + ": Connection refused");
                before.seesEnd();
                client.sends("PASV").reads("530 Access denied");
                loggedIn(client, server).close();
            }
        }

        @Test
        void thatIsTheSameGetsTheOtherNameOnTheSameConnection() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                try (var backend = named("joe", client, server)) {
                    client.sends("USER ann@" + server.place());
                    backend.expects("USER ann").replies("230 No password needed");
                    client.reads("230 No password needed");
                    assertThat(gateway.recorder().session().user()).contains("ann");
                }
            }
        }

        @Test
        void thatIsNoneLeavesNoneForThePassword() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                var before = named("joe", client, server);
                client.sends("USER ann").reads(LOGIN_INCORRECT);
                before.seesEnd();
                client.sends("PASS secret").reads("503 Login with USER first");
                loggedIn(client, server).close();
            }
        }
    }

    @Nested
    class LoggingIn {
        @Test
        @DisplayName("PROXY-FWD-24 PASS without an argument reaches the server as an empty password")
        void withoutPassword() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place(), "PASS");
                try (var backend = server.accepts().welcomes("SIZE")) {
                    backend.expects("USER joe").replies("331 Go on");
                    backend.expects("PASS ").replies("230 In");
                    client.reads("331 Go on").reads("230 In");
                }
            }
        }

        @Test
        @DisplayName("PROXY-FWD-23 USER and PASS after the login are the server's business")
        void afterTheLogin() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway);
                    var backend = loggedIn(client, server)) {
                client.asks(backend, "USER ann@elsewhere.example", "501 Reauthentication not supported");
                client.asks(backend, "PASS x", "503 You are already logged in");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-11 refusals of all servers count together, and the last one allowed ends the session")
        void refusalsCount() {
            try (var first = ScriptedBackend.listening();
                    var second = ScriptedBackend.listening();
                    var gateway = forward("MaxLoginAttempts 2");
                    var client = greeted(gateway)) {
                refuse(client, first);
                refuse(client, second);
                client.seesEnd();
                gateway.recorder().awaitEvent("mod_auth.max-login-attempts");
            }
        }

        private static void refuse(ScriptedClient client, ScriptedBackend server) {
            client.sends("USER joe@" + server.place(), "PASS wrong");
            var backend = server.accepts().welcomes("SIZE").expects("USER joe").replies("331 Go on");
            backend.expects("PASS wrong").replies("530 No");
            client.reads("331 Go on").reads("530 No");
        }

        @Test
        @DisplayName("PROXY-CMD-12 the time for the login runs until the server has let the client in")
        void takesTooLong() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward("TimeoutLogin 2");
                    var client = greeted(gateway)) {
                try (var backend = named("joe", client, server)) {
                    client.reads("421 Login timeout (2 seconds): closing control connection")
                            .seesEnd();
                    backend.seesEnd();
                }
            }
        }

        @Test
        @DisplayName("PROXY-CMD-16 a client too many sees the refusal alone")
        void oneTooMany() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward("MaxClients 1 \"full\"");
                    var client = greeted(gateway);
                    var _ = loggedIn(client, server);
                    var second = greeted(gateway)) {
                second.sends("USER ann@" + server.place(), "PASS secret");
                try (var backend = server.accepts().welcomes("SIZE")) {
                    backend.expects("USER ann").replies("331 Go on");
                    backend.expects("PASS secret").replies("230 In");
                    second.reads("331 Go on").reads("530 full").seesEnd();
                }
            }
        }

        @Test
        @DisplayName("PROXY-RC-30 a server lost during PASS is a refused login, and the end")
        void aServerThatIsLost() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("USER joe@" + server.place(), "PASS secret");
                server.accepts()
                        .welcomes("SIZE")
                        .expects("USER joe")
                        .replies("331 Go on")
                        .expects("PASS secret")
                        .close();
                client.reads("331 Go on").reads(LOGIN_INCORRECT).seesEnd();
            }
        }
    }

    @Nested
    class Commands {
        @Test
        @DisplayName("PROXY-FWD-20 FEAT is answered here before there is a server, and by the server afterwards")
        void features() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("FEAT");
                assertThat(client.reads(211).lines()).contains(" HOST").contains(" EPSV");
                try (var backend = named("joe", client, server)) {
                    client.asks(backend, "FEAT", "211-Theirs", " SIZE", "211 End");
                    client.asks(backend, "PASS secret", "230 In");
                    client.asks(backend, "FEAT", "211-Theirs", " SIZE", " MDTM", "211 End");
                }
            }
        }

        @Test
        @DisplayName("PROXY-CMD-01 the column of the table for a forward proxy without a server")
        void withoutAServer() {
            try (var gateway = forward();
                    var client = greeted(gateway)) {
                client.sends("NOOP").reads("200 NOOP command successful");
                client.sends("SYST").reads("215 UNIX Type: L8");
                client.sends("XYZZY").reads("500 XYZZY not understood");
                for (String command : List.of("CWD /", "MKD x", "PWD", "SIZE x", "TYPE I", "SITE HELP")) {
                    client.sends(command);
                    assertThat(client.reply().isNegative()).as(command).isTrue();
                }
                for (String command : List.of("PASV", "EPSV", "PORT 127,0,0,1,4,1", "LIST", "RETR x", "STOR x")) {
                    client.sends(command).reads("530 Access denied");
                }
                client.sends("REIN").reads("502 REIN command not implemented");
                client.sends("QUIT").reads("221 Goodbye.").seesEnd();
            }
        }

        @Test
        @DisplayName("PROXY-CMD-01 the column of the table for a server that has not let the client in")
        void beforeTheLogin() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                try (var backend = named("joe", client, server)) {
                    client.sends("PWD").reads("530 Please login with USER and PASS");
                    client.sends("SIZE x").reads("530 Please login with USER and PASS");
                    client.asks(backend, "TYPE I", "530 Not yet");
                    client.asks(backend, "QUIT", "221 So soon").seesEnd();
                }
            }
        }

        @Test
        @DisplayName("PROXY-CMD-08 the end of the server is the end of the session")
        void theEndOfTheServer() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway)) {
                loggedIn(client, server).close();
                client.seesEnd();
            }
        }

        @Test
        void filesGoThroughTheProxy() {
            try (var server = ScriptedBackend.listening();
                    var gateway = forward();
                    var client = greeted(gateway);
                    var backend = loggedIn(client, server)) {
                client.sends("PASV");
                DataSide behind = backend.expectsPasv();
                var before = client.readsPassive();
                client.asks(backend, "RETR a", "150 Here it comes");
                try (var sending = behind.connects();
                        var receiving = before.connects()) {
                    sending.sends("content").close();
                    assertThat(receiving.text()).isEqualTo("content");
                }
                backend.replies("226 Done");
                client.reads("226 Done");
            }
        }
    }

    @Test
    @DisplayName("PROXY-FWD-15 without TLS the server cannot be named in the handshake")
    void theHandshakeNamesNoServer() {
        try (var gateway = TestGateway.forward("ProxyForwardMethod user@sni");
                var client = gateway.client()) {
            client.reads(220);
            client.sends("USER joe@127.0.0.1").reads(LOGIN_INCORRECT);
            client.sends("PASS x").reads("503 Login with USER first");
            client.sends("NOOP").reads("200 NOOP command successful");

            gateway.awaitLog("unable to use ProxyForwardMethod 'user@sni' due to lack of TLS");
        }
    }
}
