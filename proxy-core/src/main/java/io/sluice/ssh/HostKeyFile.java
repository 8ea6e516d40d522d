package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.net.ErrorText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/// A file with a private key of the proxy: nobody but its owner may have access to it.
final class HostKeyFile {
    private static final EnumSet<PosixFilePermission> OWNER = EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE);

    private HostKeyFile() {}

    /// Reads a directive's argument.
    static Path checked(Arguments arguments) throws BadValue {
        var word = arguments.text();
        if (!word.startsWith("/")) {
            throw new BadValue("must be an absolute path: " + word);
        }
        try {
            var path = Path.of(word);
            if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
                throw new BadValue("unable to use '" + word + "' as host key, as it is group- or world-accessible");
            }
            return path;
        } catch (IOException e) {
            throw new BadValue("unable to check '" + word + "': " + ErrorText.of(e));
        } catch (InvalidPathException _) {
            throw new BadValue("unable to check '" + word + "': Invalid argument");
        }
    }

    /// The keys in a file, in any of the usual forms, unencrypted.
    static List<KeyPair> keys(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            var keys = SecurityUtils.loadKeyPairIdentities(null, new PathResource(file), stream, null);
            if (keys == null) {
                throw new IOException("no private key in it");
            }
            return StreamSupport.stream(keys.spliterator(), false).toList();
        } catch (GeneralSecurityException | UncheckedIOException | IllegalArgumentException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }
}
