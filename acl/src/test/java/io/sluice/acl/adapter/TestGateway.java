package io.sluice.acl.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.Gateway;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A gateway on loopback with every module on the path, and clients that log in to it.
final class TestGateway {
    /// That of `secret`.
    private static final String SECRET_HASH =
            "$6$rounds=1000$sluice$36lCBjL9NGr.XdDDxvGsYmqQYtrdmm06TH8JH4a6eTlwjLr50chck"
                    + "TII.d5GZDDr1BDkjGbWS1l6cyeNBSFNb/";

    private TestGateway() {}

    static Gateway start(Path directory, String... lines) throws Exception {
        return start(directory, List.of(), lines);
    }

    /// @param lines in which `{port}` is that of the gateway
    static Gateway start(Path directory, List<ServerModule> more, String... lines) throws Exception {
        return Gateway.start(TestSettings.plain(directory, more, lines));
    }

    /// Lines for a gateway that checks its users: alice, of groups ftp and www, and bob, of ftp.
    static String checkingUsers(Path directory) throws IOException {
        return "ProxyOptions UseReverseProxyAuth\n" + knowingUsers(directory);
    }

    /// Lines for a gateway that has accounts of these users.
    static String knowingUsers(Path directory) throws IOException {
        var users = Files.writeString(
                directory.resolve("users"),
                "alice:%1$s:1000:1000::/:/bin/sh\nbob:%1$s:1001:1000::/:/bin/sh\n".formatted(SECRET_HASH));
        var groups = Files.writeString(directory.resolve("groups"), "ftp:x:1000:\nwww:x:1001:alice\n");
        for (var file : List.of(users, groups)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        return """
                AuthOrder mod_auth_file.c
                AuthUserFile %s
                AuthGroupFile %s
                RequireValidShell off
                MaxLoginAttempts 3
                """.formatted(users, groups);
    }

    static TestClient connected(Gateway gateway, String from) throws IOException {
        var client = new TestClient(from, gateway.addresses().getFirst());
        assertThat(client.reply()).startsWith("220");
        return client;
    }

    static TestClient loggedIn(String from, InetSocketAddress gateway) throws IOException {
        var client = new TestClient(from, gateway);
        assertThat(client.reply()).startsWith("220");
        assertThat(login(client, "alice")).startsWith("230");
        return client;
    }

    static String login(TestClient client, String user) {
        assertThat(client.send("USER " + user)).startsWith("331");
        return client.send("PASS secret");
    }
}
