package io.sluice.tls.keys;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;

/// A file of PKCS #12: a key with its certificate and those of its issuers.
public final class Pkcs12File {
    private Pkcs12File() {}

    /// The first key in a file, with its certificates. A pass phrase is asked for where none at all does not open it.
    public static Credential read(Path file, PassPhrases phrases) throws UnusableFile {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw UnusableFile.of(file, e);
        }
        try {
            return read(file, content, new char[0]);
        } catch (WrongPhrase _) {
            // it has one, then
        }
        var phrase = phrases.of(file, "PKCS12");
        try {
            return read(file, content, phrase);
        } catch (WrongPhrase e) {
            throw UnusableFile.of(file, UnusableFile.reason(e));
        } finally {
            Arrays.fill(phrase, '\0');
        }
    }

    private static Credential read(Path file, byte[] content, char[] phrase) throws UnusableFile, WrongPhrase {
        try {
            var store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), phrase);
            for (var alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, phrase) instanceof PrivateKey key) {
                    var chain = Arrays.stream(store.getCertificateChain(alias))
                            .map(X509Certificate.class::cast)
                            .toList();
                    return new Credential(key, chain, file.toString());
                }
            }
            throw UnusableFile.of(file, "file contained no private key");
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new WrongPhrase(e);
            }
            throw UnusableFile.of(file, UnusableFile.reason(e));
        } catch (GeneralSecurityException e) {
            throw UnusableFile.of(file, UnusableFile.reason(e));
        }
    }

    private static final class WrongPhrase extends Exception {
        private static final long serialVersionUID = 1L;

        WrongPhrase(IOException cause) {
            super(cause);
        }
    }
}
