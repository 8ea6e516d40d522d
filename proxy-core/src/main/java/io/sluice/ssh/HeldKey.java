package io.sluice.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// A key that this process holds.
final class HeldKey implements SigningKey {
    private final KeyPair pair;

    HeldKey(KeyPair pair) {
        this.pair = pair;
    }

    @Override
    public PublicKey publicKey() {
        return pair.getPublic();
    }

    @Override
    public byte[] sign(String algorithm, byte[] bytes) throws IOException {
        var factory = Optional.ofNullable(BuiltinSignatures.fromFactoryName(algorithm))
                .filter(each -> algorithms().contains(algorithm))
                .orElseThrow(() -> new IOException("a key of " + type() + " does not sign by " + algorithm));
        try {
            var signature = factory.create();
            signature.initSigner(null, pair.getPrivate());
            signature.update(null, bytes, 0, bytes.length);
            var signed = new ByteArrayBuffer();
            signed.putString(algorithm);
            signed.putBytes(signature.sign(null));
            return signed.getCompactData();
        } catch (Exception e) { // whatever the library declares
            throw new IOException("signing by " + algorithm + " failed: " + e.getMessage(), e);
        }
    }
}
