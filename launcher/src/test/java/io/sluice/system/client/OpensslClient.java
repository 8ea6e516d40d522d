package io.sluice.system.client;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The command `openssl s_client`, which comes under TLS by `AUTH TLS` and names a server as it is told to.
///
/// @param server the name in its handshakes; none where it is empty
/// @param more its options
public record OpensslClient(Path folder, String server, List<String> more) {
    public OpensslClient {
        more = List.copyOf(more);
    }

    private static final Duration BOUND = Duration.ofMinutes(1);

    public static OpensslClient of(Scene scene, String server) {
        return new OpensslClient(scene.folder("openssl"), server, List.of());
    }

    /// The same with a certificate and its key to show.
    public OpensslClient showing(Path certificate, Path key) {
        return new OpensslClient(folder, server, List.of("-cert", certificate.toString(), "-key", key.toString()));
    }

    /// What it tells of a handshake, however that ends.
    public String shakesHands(int port, String... options) {
        var command = command(port);
        command.addAll(List.of(options));
        try (var child = ChildProcess.start(folder, "openssl", command)) {
            child.awaitExit(BOUND);
            return child.output() + child.errors();
        }
    }

    /// Sends commands, of which the last ends the session, and returns the replies that have come under TLS.
    public String says(int port, String... commands) {
        var command = command(port);
        command.add("-quiet");
        var shell = new ArrayList<>(
                List.of("sh", "-c", "printf '%s\\r\\n' \"$@\" | " + String.join(" ", command), "openssl"));
        shell.addAll(List.of(commands));
        return ChildProcess.run(folder, "openssl", BOUND, shell);
    }

    private List<String> command(int port) {
        var command = new ArrayList<>(List.of(
                Program.of("openssl").toString(), "s_client", "-starttls", "ftp", "-connect", "127.0.0.1:" + port));
        command.addAll(more);
        command.addAll(server.isEmpty() ? List.of("-noservername") : List.of("-servername", server));
        return command;
    }
}
