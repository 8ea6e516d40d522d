package io.sluice.ssh;

import io.sluice.datastore.Datastore.Table;
import io.sluice.datastore.Datastore.Value;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// The public key with which a server showed who it is.
///
/// @param algorithm how it signed, such as `ssh-ed25519` or `rsa-sha2-512`; for a key of RSA there are several
/// @param blob the key in the form of RFC 4253 §6.6, in Base64
public record HostKey(String algorithm, String blob) {
    private static final String ALGORITHM = "algo";
    private static final String BLOB = "blob";

    /// Keys by the URL of their server, with the names that the reference gives them in Redis.
    static final Table TABLE = new Table("proxy_ssh_hostkeys", List.of(ALGORITHM, BLOB));

    static HostKey of(String algorithm, byte[] blob) {
        return new HostKey(algorithm, Base64.getEncoder().encodeToString(blob));
    }

    static HostKey of(Value value) {
        return new HostKey(
                value.fields().getOrDefault(ALGORITHM, ""),
                value.fields().getOrDefault(BLOB, "").strip());
    }

    Value value() {
        return new Value(Map.of(ALGORITHM, algorithm, BLOB, blob));
    }

    /// The type of the key, as its blob begins with it; empty if it cannot be read.
    String type() {
        try {
            return new ByteArrayBuffer(Base64.getDecoder().decode(blob)).getString();
        } catch (IllegalArgumentException | BufferException _) {
            return "";
        }
    }

    /// Whether both are the same key, whichever of its algorithms was used.
    boolean isSameKeyAs(HostKey other) {
        return blob.equals(other.blob);
    }

    /// The algorithm and the hash that OpenSSH shows.
    @Override
    public String toString() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(blob));
            return algorithm + " SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (IllegalArgumentException _) {
            return algorithm + " (unreadable)";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
