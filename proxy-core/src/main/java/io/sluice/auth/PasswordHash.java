package io.sluice.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import org.apache.commons.codec.digest.Crypt;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;

/// Hashes of passwords as crypt(3) makes them: DES, `$1$` (MD5), `$5$` and `$6$` (SHA-2), `$2a$`, `$2b$`, `$2y$`
/// (bcrypt). A hash in any other form matches nothing.
final class PasswordHash {
    private static final String DUMMY = "$6$nobodyknowsthis$";

    private PasswordHash() {}

    /// A hash that is none because it was locked by its owner.
    static boolean isLocked(String hash) {
        return hash.startsWith("!") || hash.startsWith("*");
    }

    static boolean matches(String hash, String password) {
        if (hash.isEmpty() || isLocked(hash)) {
            return false;
        }
        try {
            return hash.startsWith("$2")
                    ? OpenBSDBCrypt.checkPassword(hash, password.getBytes(ISO_8859_1))
                    : MessageDigest.isEqual(crypt(hash, password), hash.getBytes(ISO_8859_1));
        } catch (RuntimeException _) {
            return false; // both libraries throw several kinds of these for a hash in no form they know
        }
    }

    /// Takes the time of a check against a hash like this one.
    static void pretend(String hash, String password) {
        matches(hash.isEmpty() || isLocked(hash) ? DUMMY : hash, password);
    }

    static void pretend(String password) {
        matches(DUMMY, password);
    }

    /// The library wipes the bytes it is given, so they are made for each call.
    private static byte[] crypt(String hash, String password) {
        return Crypt.crypt(password.getBytes(ISO_8859_1), hash).getBytes(ISO_8859_1);
    }
}
