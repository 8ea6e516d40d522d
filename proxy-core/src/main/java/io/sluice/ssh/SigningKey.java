package io.sluice.ssh;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// A private key that can be used, wherever it is.
public interface SigningKey {
    /// In which order keys are tried.
    Comparator<SigningKey> PREFERENCE = Comparator.comparingInt(key -> Types.PREFERRED.indexOf(key.type()));

    /// The public half.
    PublicKey publicKey();

    /// Signs some bytes.
    ///
    /// @param algorithm one of [#algorithms]
    /// @return the signature as it stands in packets: the algorithm's name and the signature proper (RFC 4253 §6.6)
    byte[] sign(String algorithm, byte[] bytes) throws IOException;

    /// What kind of key it is, such as `ssh-rsa`.
    default String type() {
        return String.valueOf(KeyUtils.getKeyType(publicKey()));
    }

    /// Whether it is of a type that is tried at all.
    default boolean isUsual() {
        return Types.PREFERRED.contains(type());
    }

    /// The algorithms by which it signs, the best first.
    default List<String> algorithms() {
        return algorithms(type());
    }

    /// The public half as it stands in packets.
    default byte[] blob() {
        var buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(publicKey());
        return buffer.getCompactData();
    }

    /// The algorithms by which keys of a type sign, the best first.
    static List<String> algorithms(String type) {
        return type.equals(KeyPairProvider.SSH_RSA)
                ? List.of(KeyUtils.RSA_SHA512_KEY_TYPE_ALIAS, KeyUtils.RSA_SHA256_KEY_TYPE_ALIAS, type)
                : List.of(type);
    }

    /// The types in their order.
    final class Types {
        private static final List<String> PREFERRED = List.of(
                KeyPairProvider.SSH_ED25519,
                KeyPairProvider.ECDSA_SHA2_NISTP521,
                KeyPairProvider.ECDSA_SHA2_NISTP384,
                KeyPairProvider.ECDSA_SHA2_NISTP256,
                KeyPairProvider.SSH_RSA,
                KeyPairProvider.SSH_DSS);

        private Types() {}
    }
}
