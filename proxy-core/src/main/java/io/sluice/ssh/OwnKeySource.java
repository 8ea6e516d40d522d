package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Where private keys of the proxy are (`ProxySFTPHostKey`).
public sealed interface OwnKeySource {
    /// What stands before the socket of an agent.
    String AGENT = "agent:";

    /// In a file, which nobody but its owner has access to.
    record File(Path path) implements OwnKeySource {}

    /// With an SSH agent: all that it holds.
    record Agent(Path socket) implements OwnKeySource {}

    /// Reads an absolute path, or one behind `agent:`.
    static OwnKeySource parse(Arguments arguments) throws BadValue {
        var word = arguments.text();
        if (!word.startsWith(AGENT)) {
            return new File(HostKeyFile.checked(word));
        }
        var socket = word.substring(AGENT.length());
        if (!socket.startsWith("/")) {
            throw new BadValue("must be an absolute path: " + socket);
        }
        try {
            return new Agent(Path.of(socket));
        } catch (InvalidPathException _) {
            throw new BadValue("unable to check '" + socket + "': Invalid argument");
        }
    }
}
