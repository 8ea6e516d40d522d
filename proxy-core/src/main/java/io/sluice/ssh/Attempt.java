package io.sluice.ssh;

import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// One request of a client to be let in (RFC 4252 §5). Its parameters may hold a password, and so are never shown.
///
/// @param user as wire text
/// @param method `password`, `keyboard-interactive`, `publickey`, `hostbased`, or one that nobody knows
/// @param parameters what follows the method
/// @param proven whether it comes with a signature of a key, and that signature is right
public record Attempt(String user, String method, Payload parameters, boolean proven) {
    @Override
    public String toString() {
        return "Attempt[user=" + user + ", method=" + method + "]";
    }

    /// The password of this request, as wire text; empty where there is none.
    String secret() {
        if (!method.equals("password")) {
            return "";
        }
        var rest = new ByteArrayBuffer(parameters.bytes());
        var _ = rest.getBoolean();
        return Packets.text(rest);
    }

    /// Whether a new password is offered with the old one (RFC 4252 §8).
    public boolean changesPassword() {
        return method.equals("password") && parameters.bytes()[0] != 0;
    }
}
