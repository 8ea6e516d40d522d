package io.sluice.acl.adapter;

import static io.sluice.session.peers.TestGateway.OPTIONS;

import io.sluice.GatewaySettings;
import io.sluice.module.ServerModule;
import io.sluice.peers.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/// Settings of a gateway on a free port of loopback with every module on the path, read from a file.
final class TestSettings {
    private TestSettings() {}

    /// Of a proxy before one backend; the lines of a test begin at the tenth of the file.
    static GatewaySettings of(Path directory, String role, ScriptedBackend backend, String... lines) throws Exception {
        return before(directory, role, backend.url(), List.of(), lines);
    }

    static GatewaySettings before(Path directory, String role, String backend, List<ServerModule> more, String... lines)
            throws Exception {
        return plain(directory, more, "ProxyRole " + role, "ProxyReverseServers " + backend, String.join("\n", lines));
    }

    /// Of a proxy whose role the lines tell.
    ///
    /// @param more modules beside those on the path
    /// @param lines in which `{port}` is that of the gateway
    static GatewaySettings plain(Path directory, List<ServerModule> more, String... lines) throws Exception {
        int port = Ports.free();
        var text = String.join("\n", lines).replace("{port}", Integer.toString(port));
        var file = Files.writeString(directory.resolve("sluice.conf"), """
                DefaultAddress %s
                SocketBindTight on
                Port %d
                UseReverseDNS off
                SystemLog %s
                ProxyEngine on
                ProxyTables %s
                %s
                """.formatted(
                        text.contains("UseIPv6 on") ? "::1" : "127.0.0.1", port, log(directory), directory, text));
        var modules = new ArrayList<>(more);
        ServiceLoader.load(ServerModule.class).forEach(modules::add);
        return GatewaySettings.read(file, modules, OPTIONS);
    }

    /// The system log of the gateway.
    static Path log(Path directory) {
        return directory.resolve("system.log");
    }
}
