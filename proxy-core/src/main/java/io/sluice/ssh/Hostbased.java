package io.sluice.ssh;

import java.io.IOException;
import java.net.InetAddress;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;

/// By which the proxy vouches for a user at a backend (RFC 4252 §9).
public final class Hostbased {
    private Hostbased() {}

    /// The name by which a backend knows this machine: that of the address it sees, else the machine's own. It may have
    /// to be looked up.
    public static String hostName(InetAddress local) throws IOException {
        var name = local.getCanonicalHostName();
        return name.equals(local.getHostAddress()) ? InetAddress.getLocalHost().getHostName() : name;
    }

    /// The parameters of the request, signed for one session with a backend.
    ///
    /// @param session the identifier of that session
    /// @param user as wire text, here and there
    /// @param host the name of this machine
    public static Payload parameters(byte[] session, SigningKey key, String user, String host) throws IOException {
        var algorithm = key.algorithms().getFirst();
        var parameters = new ByteArrayBuffer();
        parameters.putString(algorithm);
        parameters.putBytes(key.blob());
        parameters.putString(host);
        Packets.putText(parameters, user);
        var signed = new ByteArrayBuffer();
        signed.putBytes(session);
        signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        Packets.putText(signed, user);
        signed.putString(Services.CONNECTION);
        signed.putString("hostbased");
        signed.putRawBytes(parameters.getCompactData());
        parameters.putBytes(key.sign(algorithm, signed.getCompactData()));
        return new Payload(parameters.getCompactData());
    }
}
