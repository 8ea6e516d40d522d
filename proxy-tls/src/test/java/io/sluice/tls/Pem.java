package io.sluice.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/// Writes keys, certificates and lists of revoked ones to files only their owner may read.
public final class Pem {
    private Pem() {}

    public static Path write(Path file, Object... things) throws IOException {
        try (var writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            for (var thing : things) {
                writer.writeObject(thing instanceof PrivateKey key ? new PKCS8Generator(info(key), null) : thing);
            }
        }
        return secret(file);
    }

    /// A key that OpenSSL has encrypted, in its old form or in that of PKCS #8.
    public static Path encrypted(Path file, PrivateKey key, String phrase, boolean old) throws IOException {
        var plain =
                write(Files.createTempFile(file.getParent(), "plain", ""), key).toString();
        var end = new String[] {"-passout", "pass:" + phrase, "-out", file.toString()};
        if (old) {
            OpensslCommand.run("ec", "-in", plain, "-aes128", end[0], end[1], end[2], end[3]);
        } else {
            OpensslCommand.run("pkcs8", "-topk8", "-v2", "aes256", "-in", plain, end[0], end[1], end[2], end[3]);
        }
        return secret(file);
    }

    private static PrivateKeyInfo info(PrivateKey key) {
        return PrivateKeyInfo.getInstance(key.getEncoded());
    }

    private static Path secret(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
