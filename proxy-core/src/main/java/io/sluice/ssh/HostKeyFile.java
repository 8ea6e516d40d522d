package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/// A file with a private key of the proxy: nobody but its owner may have access to it. What is in it is for
/// [PrivateKeys]: nothing of MINA is needed to know whether a directive is right.
final class HostKeyFile {
    private static final EnumSet<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private HostKeyFile() {}

    /// Reads a directive's argument.
    static Path checked(Arguments arguments) throws BadValue {
        return checked(arguments.text());
    }

    /// The path that a word is, if it is right.
    static Path checked(String word) throws BadValue {
        if (!word.startsWith("/")) {
            throw new BadValue("must be an absolute path: " + word);
        }
        try {
            var path = Path.of(word);
            if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
                throw new BadValue("unable to use '" + word + "' as host key, as it is group- or world-accessible");
            }
            if (!Files.isReadable(path)) {
                throw new BadValue("unable to check '" + word + "': Permission denied");
            }
            return path;
        } catch (IOException e) {
            throw new BadValue("unable to check '" + word + "': " + ErrorText.of(e));
        } catch (InvalidPathException _) {
            throw new BadValue("unable to check '" + word + "': Invalid argument");
        }
    }
}
