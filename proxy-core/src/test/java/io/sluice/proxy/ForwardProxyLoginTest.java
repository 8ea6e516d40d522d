package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.ScriptedClient;
import io.sluice.session.peers.TestGateway;
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

/// A forward proxy whose clients log in to the proxy before they do so at a server.
@Execution(ExecutionMode.CONCURRENT)
class ForwardProxyLoginTest {
    private static final String LOGIN_INCORRECT = "530 Login incorrect.";

    @TempDir
    private Path folder;

    private ScriptedBackend server;
    private Path users;

    @BeforeEach
    void start() throws Exception {
        users = Files.writeString(
                folder.resolve("users"),
                "ada:" + Crypt.crypt("right", "$6$salt") + ":1000:1000::/:/bin/sh\n"
                        + "root:" + Crypt.crypt("right", "$6$salt") + ":0:0::/:/bin/sh\n"
                        + "gone:!:1001:1000::/:/bin/sh\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        server = ScriptedBackend.listening();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private TestGateway forward(String... directives) {
        var all = new ArrayList<>(
                List.of("AuthUserFile " + users, "AuthOrder mod_auth_file.c", "ServerIdent on \"ours\""));
        all.addAll(List.of(directives));
        return TestGateway.forward(all.toArray(String[]::new));
    }

    private static ScriptedClient knownAs(String user, TestGateway gateway) {
        return gateway.client()
                .reads("220 ours")
                .sends("USER " + user)
                .reads("331 Password required for ada")
                .sends("PASS right")
                .reads("230 User ada logged in");
    }

    /// Sees the client log in at the server, whose name it has sent already.
    private void logsIn(ScriptedClient client) {
        try (var backend = server.accepts().welcomes("EPSV")) {
            backend.expects("USER joe").replies("331 Password, joe");
            client.reads("331 Password, joe").sends("PASS secret");
            backend.expects("PASS secret").replies("230 Welcome, joe");
            client.reads("230 Welcome, joe").sends("PWD");
            backend.expects("PWD").replies("257 \"/\" here");
            client.reads("257 \"/\" here").sends("QUIT");
            backend.expects("QUIT").replies("221 Bye");
            client.reads("221 Bye").seesEnd();
        }
    }

    @Nested
    @DisplayName("proxyuser,user@host, the default")
    class ServerInTheSecondName {
        @Test
        @DisplayName("PROXY-FWD-10 the proxy answers the first USER and PASS, the server the second")
        void twoLogins() {
            try (var gateway = forward();
                    var client = knownAs("ada", gateway)) {
                client.sends("USER joe@" + server.place());
                logsIn(client);

                assertThat(gateway.recorder().session().user()).contains("joe");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-06 a second name without a server is refused and may be followed by another")
        void aSecondNameWithoutAServer() {
            try (var gateway = forward();
                    var client = knownAs("ada", gateway)) {
                client.sends("USER joe").reads(LOGIN_INCORRECT);
                client.sends("PASS right").reads("503 Login with USER first");
                client.sends("USER joe@" + server.place());
                logsIn(client);
            }
        }

        @ParameterizedTest
        @DisplayName("PROXY-FWD-14 between the logins what needs a server is denied")
        @ValueSource(
                strings = {
                    "CWD x",
                    "XCWD x",
                    "CDUP",
                    "XCUP",
                    "MKD x",
                    "XMKD x",
                    "PWD",
                    "XPWD",
                    "RMD x",
                    "XRMD x",
                    "PASV",
                    "EPSV",
                    "PORT 127,0,0,1,4,1",
                    "EPRT |1|127.0.0.1|1025|",
                    "LIST",
                    "NLST",
                    "MLSD",
                    "RETR x",
                    "STOR x",
                    "STOU",
                    "APPE x"
                })
        void deniedBetweenTheLogins(String command) {
            try (var gateway = forward();
                    var client = knownAs("ada", gateway)) {
                client.sends(command).reads("530 Access denied");
            }
        }

        @Test
        @DisplayName("PROXY-FWD-14 between the logins other commands are answered as ever")
        void answeredBetweenTheLogins() {
            try (var gateway = forward();
                    var client = knownAs("ada", gateway)) {
                client.sends("NOOP").reads("200 NOOP command successful");
                client.sends("SIZE x").reads("530 Please login with USER and PASS");
                client.sends("FEAT");
                assertThat(client.reads(211).lines()).contains(" HOST");
                client.sends("QUIT").reads("221 Goodbye.").seesEnd();
            }
        }

        @Test
        @DisplayName("before the proxy's login what needs a login asks for it")
        void beforeTheFirstLogin() {
            try (var gateway = forward();
                    var client = gateway.client()) {
                client.reads("220 ours").sends("PWD").reads("530 Please login with USER and PASS");
                client.sends("PASV").reads("530 Access denied");
                client.sends("PASS right").reads("503 Login with USER first");
            }
        }

        @Test
        @DisplayName("PROXY-CMD-12 the time for the login does not end with the proxy's own")
        void takesTooLong() {
            try (var gateway = forward("TimeoutLogin 2");
                    var client = knownAs("ada", gateway)) {
                client.reads("421 Login timeout (2 seconds): closing control connection")
                        .seesEnd();
            }
        }

        @Test
        @DisplayName("the texts of AccessGrantMsg and DisplayLogin are for the proxy's own login")
        void textsOfTheProxy() throws Exception {
            var file = Files.writeString(folder.resolve("login"), "Where to, %U?\n");
            try (var gateway = forward("AccessGrantMsg \"%u is in\"", "DisplayLogin " + file);
                    var client = gateway.client()) {
                client.reads("220 ours").sends("USER ada").reads("331 Password required for ada");
                client.sends("PASS right").reads(List.of("230-Where to, ada?", "230 ada is in"));
                client.sends("USER joe@" + server.place());
                logsIn(client);
            }
        }
    }

    @Nested
    @DisplayName("proxyuser@host,user")
    class ServerInTheFirstName {
        private static final String METHOD = "ProxyForwardMethod proxyuser@host,user";

        @Test
        @DisplayName("PROXY-FWD-11 the first name has the server, which is connected for the second")
        void theFirstNameHasTheServer() {
            try (var gateway = forward(METHOD);
                    var client = knownAs("ada@" + server.place(), gateway)) {
                assertThat(gateway.recorder().notes()).doesNotContainKey("mod_proxy.backend-url");
                client.sends("PWD").reads("530 Access denied");
                client.sends("USER joe");
                logsIn(client);
            }
        }

        @Test
        @DisplayName("PROXY-FWD-06 PROXY-FWD-07 a first name without a server, or with one not allowed, is refused")
        void aFirstNameWithoutAServer() {
            try (var gateway = forward(METHOD, "ProxyForwardTo !^192\\.0\\.2\\.");
                    var client = gateway.client()) {
                client.reads("220 ours").sends("USER ada").reads(LOGIN_INCORRECT);
                client.sends("USER ada@192.0.2.1").reads(LOGIN_INCORRECT);
                gateway.awaitLog("host/port '192.0.2.1:21' matched ProxyForwardTo !^192\\.0\\.2\\., rejecting");
                client.sends("PASS right").reads("503 Login with USER first");
            }
        }

        @Test
        void anotherNameIsAskedOfTheSameServer() {
            try (var gateway = forward(METHOD);
                    var client = knownAs("ada@" + server.place(), gateway)) {
                client.sends("USER ann@example.org");
                try (var backend = server.accepts().welcomes("SIZE")) {
                    backend.expects("USER ann@example.org").replies("530 Not you");
                    client.reads("530 Not you").sends("USER joe");
                    backend.expects("USER joe").replies("230 No password needed");
                    client.reads("230 No password needed");
                }
            }
        }

        @Test
        @DisplayName("PROXY-FWD-17 a server that is not there is told at the second name, which may be repeated")
        void aServerThatIsNotThere() {
            var place = server.place();
            server.close();
            try (var gateway = forward(METHOD);
                    var client = knownAs("ada@" + place, gateway)) {
                client.sends("USER joe").reads("530 Unable to connect to " + place + ": Connection refused");
                client.sends("USER joe").reads("530 Unable to connect to " + place + ": Connection refused");
            }
        }
    }

    @Nested
    @DisplayName("PROXY-FWD-12 whoever the proxy does not know is told no more than that the login is incorrect")
    class Strangers {
        private void isRefused(String user, String password, String log) {
            try (var gateway = forward();
                    var client = gateway.client()) {
                client.reads("220 ours").sends("USER " + user).reads("331 Password required for " + user);
                client.sends("PASS " + password).reads(LOGIN_INCORRECT);
                gateway.awaitLog("password authentication for user '" + user + "' failed: " + log);
                client.sends("USER joe@" + server.place()).reads("331 Password required for joe@" + server.place());
            }
        }

        @Test
        void withAWrongPassword() {
            isRefused("ada", "wrong", "Incorrect password");
        }

        @Test
        void ofAnotherName() {
            isRefused("nobody-here", "right", "No such user");
        }

        @Test
        void whoseAccountIsLocked() {
            isRefused("gone", "right", "Account disabled");
        }

        @Test
        void whoIsRoot() {
            isRefused("root", "right", "Root login refused by RootLogin");
        }

        @Test
        @DisplayName("PROXY-FWD-13 whom an access rule denies")
        void whomARuleDenies() {
            try (var gateway = forward();
                    var client = gateway.client()) {
                gateway.recorder().refuses("ada");
                client.reads("220 ours").sends("USER ada").reads("331 Password required for ada");
                client.sends("PASS right").reads(LOGIN_INCORRECT);
                gateway.awaitLog("USER ada (Login failed): Limit access denies login");
                client.sends("USER joe@" + server.place()).reads("331 Password required for joe@" + server.place());
            }
        }

        @Test
        @DisplayName("PROXY-CMD-11 as often as MaxLoginAttempts allows, at the proxy and at the server together")
        void asOftenAsAllowed() {
            try (var gateway = forward("MaxLoginAttempts 2");
                    var client = gateway.client()) {
                client.reads("220 ours").sends("USER ada").reads("331 Password required for ada");
                client.sends("PASS wrong").reads(LOGIN_INCORRECT);
                client.sends("USER ada", "PASS right").reads("331 Password required for ada");
                client.reads("230 User ada logged in").sends("USER joe@" + server.place(), "PASS wrong");
                try (var backend = server.accepts().welcomes("SIZE")) {
                    backend.expects("USER joe").replies("331 Go on");
                    backend.expects("PASS wrong").replies("530 No");
                    client.reads("331 Go on").reads("530 No").seesEnd();
                }
                gateway.recorder().awaitEvent("mod_auth.max-login-attempts");
            }
        }
    }
}
