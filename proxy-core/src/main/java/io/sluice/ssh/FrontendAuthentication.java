package io.sluice.ssh;

import io.sluice.ftp.WireText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.PublicKey;
import java.util.Optional;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.BufferException;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.server.session.ServerSession;

/// What a client says to be let in (RFC 4252). What only asks is answered here; a request that is meant goes to the
/// session of the client, one with a signature only if that signature is right.
final class FrontendAuthentication extends OwnService {
    private static final int FIRST_OF_METHODS = 60;
    private static final int LAST_OF_METHODS = 79;
    private static final int MOST_REQUESTS = 100;

    private final ServerSession session;
    private final SshFrontend frontend;
    private final FrontendTerms terms;
    private boolean bannerShown;
    private int requests;

    FrontendAuthentication(ServerSession session, SshFrontend frontend, FrontendTerms terms) {
        super(session);
        this.session = session;
        this.frontend = frontend;
        this.terms = terms;
    }

    @Override
    public void process(int message, Buffer rest) throws Exception {
        if (frontend.isFinished()) {
            return;
        }
        if (message == SshConstants.SSH_MSG_USERAUTH_REQUEST) {
            requests++;
            if (requests > MOST_REQUESTS) {
                frontend.exhausted();
                throw new SshException(
                        SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE,
                        "Too many authentication requests");
            }
            showBanner();
            requested(Packets.text(rest), rest.getString(), rest.getString(), rest);
        } else if (message >= FIRST_OF_METHODS && message <= LAST_OF_METHODS) {
            frontend.answered(new Payload(Packets.payload(message, rest)));
        } else {
            throw new Unexpected(message);
        }
    }

    private void requested(String user, String service, String method, Buffer rest) throws Exception {
        if (!service.equals(Services.CONNECTION)) {
            throw new SshException(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, "no such service: " + service);
        }
        var parameters = new byte[rest.available()];
        rest.getRawBytes(parameters);
        if (!terms.methods().contains(method)) {
            frontend.refuseAtOnce(method);
            return;
        }
        switch (method) {
            case "password", "keyboard-interactive" ->
                frontend.requested(new Attempt(user, method, new Payload(parameters), false));
            case "publickey" -> publicKey(user, parameters);
            default -> frontend.refuseAtOnce(method);
        }
    }

    private void publicKey(String user, byte[] parameters) throws Exception {
        var request = new ByteArrayBuffer(parameters);
        boolean signed = request.getBoolean();
        var algorithm = request.getString();
        var blob = request.getBytes();
        var key = key(algorithm, blob);
        if (key.isEmpty() || !terms.authorized().has(user, key.get())) {
            frontend.refuseAtOnce("publickey");
        } else if (!signed) {
            var answer = new ByteArrayBuffer();
            answer.putByte(SshConstants.SSH_MSG_USERAUTH_PK_OK);
            answer.putString(algorithm);
            answer.putBytes(blob);
            frontend.say(new Payload(answer.getCompactData()));
        } else if (isRight(user, algorithm, blob, key.get(), request.getBytes())) {
            frontend.requested(new Attempt(user, "publickey", new Payload(parameters), true));
        } else {
            frontend.notice("wrong signature of a public key for user '" + WireText.display(user) + "' from "
                    + frontend.client());
            frontend.refuseAtOnce("publickey");
        }
    }

    private static Optional<PublicKey> key(String algorithm, byte[] blob) {
        try {
            var key = new ByteArrayBuffer(blob).getRawPublicKey();
            return KeyUtils.getCanonicalKeyType(algorithm).equals(KeyUtils.getKeyType(key))
                    ? Optional.of(key)
                    : Optional.empty();
        } catch (SshException | BufferException | IllegalArgumentException _) {
            return Optional.empty(); // of a kind that we do not know
        }
    }

    /// Whether the signature is one of that key, for this session and this user (RFC 4252 §7).
    private boolean isRight(String user, String algorithm, byte[] blob, PublicKey key, byte[] signature)
            throws Exception {
        var verifier = NamedFactory.create(session.getSignatureFactories(), algorithm);
        if (verifier == null) {
            return false;
        }
        var signed = new ByteArrayBuffer();
        signed.putBytes(session.getSessionId());
        signed.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
        Packets.putText(signed, user);
        signed.putString(Services.CONNECTION);
        signed.putString("publickey");
        signed.putBoolean(true);
        signed.putString(algorithm);
        signed.putBytes(blob);
        verifier.initVerifier(session, key);
        verifier.update(session, signed.array(), signed.rpos(), signed.available());
        return verifier.verify(session, signature);
    }

    private void showBanner() {
        if (bannerShown || terms.banner().isEmpty()) {
            return;
        }
        bannerShown = true;
        try {
            var packet = new ByteArrayBuffer();
            packet.putByte(SshConstants.SSH_MSG_USERAUTH_BANNER);
            packet.putString(Files.readString(terms.banner().get(), StandardCharsets.UTF_8)
                    .replaceAll("(?<!\r)\n", "\r\n"));
            packet.putString("");
            frontend.say(new Payload(packet.getCompactData()));
        } catch (IOException e) {
            frontend.notice(
                    "unable to read SFTPDisplayBanner '" + terms.banner().get() + "': " + e.getMessage());
        }
    }
}
