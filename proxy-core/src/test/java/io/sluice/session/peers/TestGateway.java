package io.sluice.session.peers;

import io.sluice.Gateway;
import io.sluice.GatewaySettings;
import io.sluice.GatewaySettings.FileOptions;
import io.sluice.GatewaySettings.LogTarget;
import io.sluice.config.ConfigurationException;
import io.sluice.module.ServerModule;
import io.sluice.peers.Await;
import io.sluice.peers.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// A gateway in this process, started from the text of a configuration file. Its log is a file; what its sessions do is
/// in its [Recorder].
public final class TestGateway implements AutoCloseable {
    /// How the file of a gateway for tests is read.
    public static final FileOptions OPTIONS = new FileOptions(
            Set.of(),
            GatewaySettings.coreModules(),
            Map.of(),
            Optional.empty(),
            true,
            true,
            false,
            OptionalInt.empty(),
            LogTarget.CONFIGURED);

    private final Gateway gateway;
    private final InetSocketAddress address;
    private final Path directory;
    private final Recorder recorder;
    private final TestTls tls;

    private TestGateway(Gateway gateway, InetSocketAddress address, Path directory, Recorder recorder, TestTls tls) {
        this.tls = tls;
        this.gateway = gateway;
        this.address = address;
        this.directory = directory;
        this.recorder = recorder;
    }

    /// A reverse proxy before these backends, with further directives.
    public static TestGateway before(List<String> urls, String... directives) {
        return with("127.0.0.1", reverse(urls, directives));
    }

    /// The same with a module that bans.
    public static TestGateway guarded(Warden warden, List<String> urls, String... directives) {
        return with("127.0.0.1", reverse(urls, directives), List.of(warden));
    }

    private static List<String> reverse(List<String> urls, String... directives) {
        var lines = new ArrayList<>(List.of("ProxyEngine on", "ProxyRole reverse"));
        if (!urls.isEmpty()) {
            lines.add("ProxyReverseServers " + String.join(" ", urls));
        }
        lines.addAll(List.of(directives));
        return lines;
    }

    /// A forward proxy that every client may use, with further directives.
    public static TestGateway forward(String... directives) {
        return with("127.0.0.1", forForwarding(directives));
    }

    static List<String> forForwarding(String... directives) {
        var lines = new ArrayList<>(
                List.of("ProxyEngine on", "ProxyRole forward", "<Class all>", "ProxyForwardEnabled on", "</Class>"));
        lines.addAll(List.of(directives));
        return lines;
    }

    /// A gateway at that address with these directives beside those every test needs. `PORT_HERE` among them stands for
    /// the port it listens on.
    public static TestGateway with(String at, List<String> directives) {
        return with(at, directives, List.of());
    }

    /// The same with further modules.
    public static TestGateway with(String at, List<String> directives, List<ServerModule> further) {
        try {
            var directory = Files.createTempDirectory("sluice-test");
            return start(InetAddress.getByName(at), directory, directives, further);
        } catch (ConfigurationException e) {
            throw new AssertionError("the configuration was refused: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TestGateway start(
            InetAddress at, Path directory, List<String> directives, List<ServerModule> further)
            throws IOException, ConfigurationException {
        var address = new InetSocketAddress(at, Ports.free());
        var lines = new ArrayList<>(List.of(
                "ServerName \"Test\"",
                "SocketBindTight on",
                "DefaultAddress " + at.getHostAddress(),
                "Port " + address.getPort(),
                "UseReverseDNS off",
                "SystemLog " + directory.resolve("system.log"),
                "SyslogLevel debug",
                "DebugLevel 10",
                "ProxyTables " + directory.resolve("tables")));
        directives.forEach(line -> lines.add(line.replace("PORT_HERE", Integer.toString(address.getPort()))));
        var file = Files.writeString(directory.resolve("proftpd.conf"), String.join("\n", lines) + "\n");
        var recorder = new Recorder();
        var tls = new TestTls();
        boolean hasTls = directives.stream().anyMatch(line -> line.startsWith("TLS") || line.startsWith("ProxyTLS"));
        var modules = new ArrayList<ServerModule>(further);
        modules.add(recorder);
        if (hasTls) {
            modules.add(tls);
        }
        return new TestGateway(
                Gateway.start(GatewaySettings.read(file, modules, OPTIONS)), address, directory, recorder, tls);
    }

    public InetSocketAddress address() {
        return address;
    }

    /// What gives it TLS, where its directives ask for it.
    public TestTls tls() {
        return tls;
    }

    public Recorder recorder() {
        return recorder;
    }

    /// A client that has connected and read nothing.
    public ScriptedClient client() {
        return ScriptedClient.of(address);
    }

    /// A client that has been greeted with the first reply.
    public ScriptedClient greeted() {
        var client = client();
        client.reads(220);
        return client;
    }

    /// Waits for a line of the log that contains the text.
    public void awaitLog(String text) {
        Await.until("a line of the log with '" + text + "' in\n" + log(), () -> log().contains(text));
    }

    public String log() {
        try {
            return Files.readString(directory.resolve("system.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        gateway.close();
        // A table that is being written has a journal for a moment.
        Await.until(() -> directory + " to go", this::isDeleted);
    }

    private boolean isDeleted() {
        try (var files = Files.walk(directory)) {
            for (Path path : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
            return true;
        } catch (IOException | UncheckedIOException _) {
            return false;
        }
    }
}
