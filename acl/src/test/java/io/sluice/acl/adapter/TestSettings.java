package io.sluice.acl.adapter;

import io.sluice.GatewaySettings;
import io.sluice.GatewaySettings.FileOptions;
import io.sluice.GatewaySettings.LogTarget;
import io.sluice.module.ServerModule;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.ServiceLoader;
import java.util.Set;

/// Settings of a gateway on a free port of loopback before one backend, read from a file.
final class TestSettings {
    private TestSettings() {}

    static GatewaySettings of(Path directory, String role, ScriptedBackend backend, String... lines) throws Exception {
        var file = Files.writeString(directory.resolve("sluice.conf"), """
                DefaultAddress 127.0.0.1
                SocketBindTight on
                Port %d
                UseReverseDNS off
                SystemLog %s
                ProxyEngine on
                ProxyTables %s
                ProxyRole %s
                ProxyReverseServers %s
                %s
                """.formatted(
                        freePort(), log(directory), directory, role, backend.url(), String.join("\n", lines)));
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
                LogTarget.CONFIGURED);
        return GatewaySettings.read(file, modules, options);
    }

    /// The system log of the gateway.
    static Path log(Path directory) {
        return directory.resolve("system.log");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
