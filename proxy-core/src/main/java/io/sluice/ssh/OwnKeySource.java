package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/// Where private keys of the proxy are (`ProxySFTPHostKey`).
public sealed interface OwnKeySource {

    /// In a file, which nobody but its owner has access to.
    record File(Path path) implements OwnKeySource {}

    /// With an SSH agent: all that it holds.
    record Agent(Path socket) implements OwnKeySource {}

    /// Reads an absolute path, or one behind `agent:`.
    static OwnKeySource parse(Arguments arguments) throws BadValue {
        var word = arguments.text();
        boolean agent = word.startsWith("agent:");
        var path = agent ? word.substring("agent:".length()) : word;
        if (!path.startsWith("/")) {
            throw new BadValue("must be an absolute path: " + path);
        }
        try {
            return agent ? new Agent(Path.of(path)) : new File(checked(Path.of(path)));
        } catch (IOException e) {
            throw new BadValue("unable to check '" + path + "': " + ErrorText.of(e));
        } catch (InvalidPathException _) {
            throw new BadValue("unable to check '" + path + "': Invalid argument");
        }
    }

    private static Path checked(Path path) throws IOException, BadValue {
        var owners = Set.of(
                PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);
        if (!owners.containsAll(Files.getPosixFilePermissions(path))) {
            throw new BadValue("unable to use '" + path + "' as host key, as it is group- or world-accessible");
        }
        if (!Files.isReadable(path)) {
            throw new BadValue("unable to check '" + path + "': Permission denied");
        }
        return path;
    }
}
