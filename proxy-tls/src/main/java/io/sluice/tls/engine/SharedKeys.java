package io.sluice.tls.engine;

import io.sluice.tls.keys.PreSharedKey;
import java.net.Socket;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLEngine;
import org.conscrypt.PSKKeyManager;
import org.jspecify.annotations.Nullable;

/// Pre-shared keys as Conscrypt wants them. Who names an unknown identity gets a key that nobody has, and fails like
/// somebody with a wrong one.
@SuppressWarnings("deprecation") // Conscrypt has no other way
final class SharedKeys implements KeyManager, PSKKeyManager {
    private static final int INVENTED = 32;

    private final List<PreSharedKey> keys;
    private final Consumer<String> remarks;

    SharedKeys(List<PreSharedKey> keys, Consumer<String> remarks) {
        this.keys = List.copyOf(keys);
        this.remarks = remarks;
    }

    @Override
    public SecretKey getKey(String hint, String identity, SSLEngine engine) {
        return key(identity);
    }

    @Override
    public SecretKey getKey(String hint, String identity, Socket socket) {
        return key(identity);
    }

    /// What the log says of an identity without a key.
    static String unknown(String identity) {
        return "warning: requested PSK identity '" + identity + "' not configured, providing random fake PSK";
    }

    private SecretKey key(String identity) {
        for (var key : keys) {
            if (key.identity().equals(identity)) {
                return key.key();
            }
        }
        remarks.accept(unknown(identity));
        var invented = new byte[INVENTED];
        new SecureRandom().nextBytes(invented);
        return new SecretKeySpec(invented, "RAW");
    }

    @Override
    public @Nullable String chooseServerKeyIdentityHint(Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseServerKeyIdentityHint(SSLEngine engine) {
        return null;
    }

    @Override
    public @Nullable String chooseClientKeyIdentity(String identityHint, Socket socket) {
        return null;
    }

    @Override
    public @Nullable String chooseClientKeyIdentity(String identityHint, SSLEngine engine) {
        return null;
    }
}
