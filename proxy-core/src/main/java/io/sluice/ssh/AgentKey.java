package io.sluice.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// A key that an SSH agent holds, and signs with.
record AgentKey(Path agent, PublicKey publicKey) implements SigningKey {

    /// The keys that an agent holds now.
    static List<SigningKey> of(Path agent) throws IOException {
        try (var socket = new AgentSocket(agent)) {
            var keys = new ArrayList<SigningKey>();
            for (var identity : socket.getIdentities()) {
                keys.add(new AgentKey(agent, identity.getKey()));
            }
            return keys;
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public byte[] sign(String algorithm, byte[] bytes) throws IOException {
        try (var socket = new AgentSocket(agent)) {
            var signature = socket.sign(null, publicKey, algorithm, bytes);
            var signed = new ByteArrayBuffer();
            signed.putString(signature.getKey());
            signed.putBytes(signature.getValue());
            return signed.getCompactData();
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
