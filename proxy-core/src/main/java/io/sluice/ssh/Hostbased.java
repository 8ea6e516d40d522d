package io.sluice.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.security.KeyPair;
import java.util.Optional;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// By which the proxy vouches for a user at a backend (RFC 4252 §9).
public final class Hostbased {
    private Hostbased() {}

    /// The name by which a backend knows this machine: that of the address it sees, else the machine's own.
    public static String hostName(InetAddress local) throws IOException {
        var name = local.getCanonicalHostName();
        return name.equals(local.getHostAddress()) ? InetAddress.getLocalHost().getHostName() : name;
    }

    /// The parameters of the request, signed for one session with a backend.
    ///
    /// @param user as wire text, here and there
    /// @return empty if there is no signature for such a key
    public static Optional<Payload> parameters(BackendSession backend, KeyPair key, String user, String host)
            throws IOException {
        var algorithm = KeyUtils.getKeyType(key);
        var signer = Optional.ofNullable(algorithm).map(BuiltinSignatures::fromFactoryName);
        if (signer.isEmpty()) {
            return Optional.empty();
        }
        var parameters = new ByteArrayBuffer();
        parameters.putString(algorithm);
        var blob = new ByteArrayBuffer();
        blob.putRawPublicKey(key.getPublic());
        parameters.putBytes(blob.getCompactData());
        parameters.putString(host);
        Packets.putText(parameters, user);
        var signed = new ByteArrayBuffer();
        signed.putBytes(backend.id());
        signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        Packets.putText(signed, user);
        signed.putString(Services.CONNECTION);
        signed.putString("hostbased");
        signed.putRawBytes(parameters.getCompactData());
        try {
            var signature = signer.get().create();
            signature.initSigner(null, key.getPrivate());
            signature.update(null, signed.array(), signed.rpos(), signed.available());
            var inner = new ByteArrayBuffer();
            inner.putString(algorithm);
            inner.putBytes(signature.sign(null));
            parameters.putBytes(inner.getCompactData());
            return Optional.of(new Payload(parameters.getCompactData()));
        } catch (Exception e) {
            throw new IOException("signing with a key of " + algorithm + " failed: " + e.getMessage(), e);
        }
    }
}
