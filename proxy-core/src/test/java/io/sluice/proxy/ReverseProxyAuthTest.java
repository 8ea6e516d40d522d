package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.session.peers.ScriptedBackend;
import io.sluice.session.peers.TestGateway;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.apache.commons.codec.digest.Crypt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// `UseReverseProxyAuth`: the proxy knows its users itself.
@Execution(ExecutionMode.CONCURRENT)
class ReverseProxyAuthTest {
    @TempDir
    private Path folder;

    private ScriptedBackend server;
    private TestGateway gateway;

    @BeforeEach
    void start() throws Exception {
        var users = Files.writeString(
                folder.resolve("users"), "ada:" + Crypt.crypt("right", "$6$salt") + ":1000:1000::/:/bin/sh\n");
        Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        server = ScriptedBackend.at("127.0.0.1");
        gateway = TestGateway.before(
                List.of(server.url()),
                "ProxyOptions UseReverseProxyAuth",
                "AuthUserFile " + users,
                "AuthOrder mod_auth_file.c",
                "ServerIdent on \"ours\"");
    }

    @AfterEach
    void stop() {
        gateway.close();
        server.close();
    }

    @Test
    @DisplayName(
            "PROXY-RC-27 the proxy checks the password; the backend's answer to PASS is shown, that to USER is not")
    void theProxyChecksThePassword() {
        var client = gateway.client();
        client.reads("220 ours");
        client.sends("USER ada");
        client.reads("331 Password required for ada");

        client.sends("PASS right");
        var backend = server.accepts().welcomes("EPSV");
        backend.expects("USER ada").replies("331 Not to be seen");
        backend.expects("PASS right").replies("230 Welcome from behind");

        client.reads("230 Welcome from behind");
        client.asks(backend, "PWD", "257 \"/\" here");
    }

    @Test
    @DisplayName("PROXY-RC-28 a wrong password is refused without a connection to a backend")
    void aWrongPasswordReachesNoBackend() {
        var client = gateway.client();
        client.reads("220 ours");
        client.sends("USER ada");
        client.reads(331);
        client.sends("PASS wrong");

        client.reads("530 Login incorrect.");

        gateway.awaitLog("password authentication for user 'ada' failed: Incorrect password");
        assertThat(gateway.log()).doesNotContain("selected backend server");
    }

    @Test
    @DisplayName("ACL-40 whom an access rule denies is refused without a connection to a backend, and may try again")
    void whomARuleDenies() {
        var client = gateway.client();
        gateway.recorder().refuses("ada");
        client.reads("220 ours");
        client.sends("USER ada");
        client.reads(331);
        client.sends("PASS right");

        client.reads("530 Login incorrect.");

        gateway.awaitLog("USER ada (Login failed): Limit access denies login");
        assertThat(gateway.log()).doesNotContain("selected backend server");
        client.sends("NOOP");
        client.reads("200 NOOP command successful");
    }

    @Test
    void commandsThatNeedABackendAreDeniedBeforeTheLogin() {
        var client = gateway.client();
        client.reads("220 ours");

        client.sends("PASV");
        client.reads("530 Access denied");
        client.sends("RETR a");
        client.reads("530 Access denied");
        client.sends("PWD");
        client.reads("530 Please login with USER and PASS");
        client.sends("PASS right");
        client.reads("503 Login with USER first");
        client.sends("QUIT");
        client.reads("221 Goodbye.");
    }

    @Test
    @DisplayName("PROXY-RC-19 without a backend that answers, a right password is refused and another may follow")
    void withoutABackendTheLoginIsRefused() {
        server.close();
        var client = gateway.client();
        client.reads("220 ours");
        client.sends("USER ada");
        client.reads(331);
        client.sends("PASS right");

        client.reads("530 Login incorrect.");
        client.sends("NOOP");
        client.reads("200 NOOP command successful");
    }
}
