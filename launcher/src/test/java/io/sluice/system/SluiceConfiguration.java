package io.sluice.system;

import io.sluice.peers.Ports;
import io.sluice.system.peer.Account;
import io.sluice.system.peer.FtpServer;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A configuration file for one gateway: the usual directives on free ports, and what a test changes in them.
final class SluiceConfiguration {
    private final Path folder;
    private final int port;
    private final Ports.Range passivePorts;
    private final Map<String, String> directives = new LinkedHashMap<>();
    private final List<String> more = new ArrayList<>();

    private SluiceConfiguration(Scene scene) {
        this.folder = scene.folder("sluice");
        this.port = Ports.free();
        this.passivePorts = Ports.free(600);
        with("ServerName", "\"test\"");
        with("DefaultAddress", "127.0.0.1");
        with("SocketBindTight", "on");
        with("UseReverseDNS", "off");
        with("Port", Integer.toString(port));
        with("PassivePorts", passivePorts.toString());
        with("MaxInstances", "none");
        with("PidFile", pidFile().toString());
        with("SystemLog", "none");
        with("ProxyEngine", "on");
        with("ProxyTables", folder.resolve("proxy").toString());
    }

    /// A gateway with no role yet.
    static SluiceConfiguration plain(Scene scene) {
        return new SluiceConfiguration(scene);
    }

    /// A reverse proxy before the backends, which are URLs.
    static SluiceConfiguration reverse(Scene scene, String... urls) {
        return new SluiceConfiguration(scene)
                .with("ProxyRole", "reverse")
                .with("ProxyReverseServers", String.join(" ", urls));
    }

    static SluiceConfiguration reverse(Scene scene, FtpServer... servers) {
        return reverse(scene, Stream.of(servers).map(FtpServer::url).toArray(String[]::new));
    }

    /// A forward proxy for clients on loopback.
    static SluiceConfiguration forward(Scene scene, String method) {
        return new SluiceConfiguration(scene)
                .with("ProxyRole", "forward")
                .with("ProxyForwardMethod", method)
                .lines("<Class here>\nFrom 127.0.0.0/8 ::1\nProxyForwardEnabled on\n</Class>");
    }

    /// Adds a user of the proxy itself, with the password of all accounts.
    SluiceConfiguration withProxyUser(String name) {
        try {
            var file = Files.writeString(proxyUsers(), name + ":" + Account.SECRET_HASH + ":1000:1000::/:/bin/sh\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            return with("AuthUserFile", file.toString()).with("AuthOrder", "mod_auth_file.c");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The file of [#withProxyUser].
    Path proxyUsers() {
        return folder.resolve("users");
    }

    /// Sets a directive of the main server, in place of the usual one of this name.
    SluiceConfiguration with(String directive, String value) {
        directives.put(directive, value);
        return this;
    }

    SluiceConfiguration without(String directive) {
        directives.remove(directive);
        return this;
    }

    /// Adds lines at the end of the file, for sections.
    SluiceConfiguration lines(String text) {
        more.add(text);
        return this;
    }

    int port() {
        return port;
    }

    Ports.Range passivePorts() {
        return passivePorts;
    }

    Path pidFile() {
        return folder.resolve("sluice.pid");
    }

    Path folder() {
        return folder;
    }

    String text() {
        return Stream.concat(
                        directives.entrySet().stream().map(entry -> entry.getKey() + " " + entry.getValue()),
                        more.stream())
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /// Writes the file, in place of an earlier version of it.
    Path write() {
        try {
            return Files.writeString(folder.resolve("sluice.conf"), text());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
