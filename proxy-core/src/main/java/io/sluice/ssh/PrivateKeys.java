package io.sluice.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.FilePasswordProvider.ResourceDecodeResult;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.security.SecurityUtils;

/// Reads files of private keys, in the forms of PEM, PKCS#8 and OpenSSH.
final class PrivateKeys {
    private static final int TRIES = 3;

    private PrivateKeys() {}

    /// Who tells the pass phrase of an encrypted file. Up to three are asked for.
    @FunctionalInterface
    interface Phrases {
        String phrase(Path file) throws IOException;
    }

    /// The keys in a file, of which there is one at least.
    static List<KeyPair> read(Path file, Phrases phrases) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            var read = SecurityUtils.loadKeyPairIdentities(
                    null, new PathResource(file), stream, new Asking(file, phrases));
            var keys = read == null
                    ? List.<KeyPair>of()
                    : StreamSupport.stream(read.spliterator(), false).toList();
            if (keys.isEmpty()) {
                throw new IOException("no private key in it");
            }
            return keys;
        } catch (GeneralSecurityException | IllegalArgumentException | UncheckedIOException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private record Asking(Path file, Phrases phrases) implements FilePasswordProvider {
        @Override
        public String getPassword(SessionContext session, NamedResource resource, int tried) throws IOException {
            return phrases.phrase(file);
        }

        @Override
        public ResourceDecodeResult handleDecodeAttemptResult(
                SessionContext session, NamedResource resource, int tried, String password, Exception failure)
                throws IOException {
            if (failure == null) {
                return ResourceDecodeResult.TERMINATE;
            }
            if (tried + 1 < TRIES) {
                return ResourceDecodeResult.RETRY;
            }
            throw new IOException("wrong passphrase", failure);
        }
    }
}
