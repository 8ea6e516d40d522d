package io.sluice.admin;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Where a server keeps the control socket that no directive names.
public final class RunDirectory {
    private static final String SOCKET = "proftpd.sock";

    private RunDirectory() {}

    /// The socket of a server that runs as this user with this environment; empty if there is no place for one.
    public static Optional<Path> socket(String user, Map<String, String> environment) {
        return named(environment, "RUNTIME_DIRECTORY")
                .or(() -> user.equals("root") ? Optional.of(Path.of("/run")) : named(environment, "XDG_RUNTIME_DIR"))
                .filter(Files::isDirectory)
                .map(directory -> directory.resolve(SOCKET));
    }

    /// The socket of a server that this process is, or would be.
    public static Optional<Path> socket() {
        return socket(System.getProperty("user.name", ""), System.getenv());
    }

    /// systemd puts colons between several.
    private static Optional<Path> named(Map<String, String> environment, String variable) {
        return Optional.ofNullable(environment.get(variable))
                .map(value -> value.split(":", 2)[0])
                .filter(value -> value.startsWith("/"))
                .map(Path::of);
    }
}
