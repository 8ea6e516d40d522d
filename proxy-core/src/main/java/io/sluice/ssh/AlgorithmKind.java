package io.sluice.ssh;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.List;

/// A kind of algorithm, and the names of those that backends are offered, the first choice first. Names that the
/// library lacks are not among them, and as unknown as any other word. Nothing of the library is loaded to tell.
@SuppressWarnings("ImmutableEnumChecker") // the lists are immutable
enum AlgorithmKind {
    CIPHER(
            "cipher",
            List.of(
                    "chacha20-poly1305@openssh.com",
                    "aes256-ctr",
                    "aes192-ctr",
                    "aes128-ctr",
                    "aes256-gcm@openssh.com",
                    "aes128-gcm@openssh.com",
                    "aes256-cbc",
                    "aes192-cbc",
                    "aes128-cbc",
                    "3des-cbc"),
            List.of("blowfish-cbc", "arcfour256", "arcfour128", "none")),
    DIGEST(
            "digest",
            List.of(
                    "hmac-sha2-256",
                    "hmac-sha2-256-etm@openssh.com",
                    "hmac-sha2-512",
                    "hmac-sha2-512-etm@openssh.com",
                    "hmac-sha1",
                    "hmac-sha1-etm@openssh.com",
                    "hmac-sha1-96"),
            List.of("hmac-md5", "hmac-md5-96")),
    KEY_EXCHANGE(
            "key exchange",
            List.of(
                    "mlkem768x25519-sha256",
                    "sntrup761x25519-sha512",
                    "sntrup761x25519-sha512@openssh.com",
                    "curve448-sha512",
                    "curve25519-sha256",
                    "curve25519-sha256@libssh.org",
                    "ecdh-sha2-nistp521",
                    "ecdh-sha2-nistp384",
                    "ecdh-sha2-nistp256",
                    "diffie-hellman-group18-sha512",
                    "diffie-hellman-group16-sha512",
                    "diffie-hellman-group14-sha256",
                    "diffie-hellman-group-exchange-sha256",
                    "diffie-hellman-group-exchange-sha1",
                    "diffie-hellman-group14-sha1"),
            List.of(AlgorithmKind.WEAK_GROUP));

    static final String WEAK_GROUP = "diffie-hellman-group1-sha1";

    private final String words;
    private final List<String> usual;
    private final List<String> others;

    AlgorithmKind(String words, List<String> usual, List<String> others) {
        this.words = words;
        this.usual = usual;
        this.others = others;
    }

    /// Those that are offered where no directive says which.
    List<String> usual() {
        return usual;
    }

    /// Those that are offered only where a directive names them.
    List<String> others() {
        return others;
    }

    List<String> parse(Arguments arguments) throws BadValue {
        for (var word : arguments.all()) {
            if (!usual.contains(word) && !others.contains(word)) {
                throw new BadValue("unsupported " + words + " algorithm: " + word);
            }
        }
        return arguments.all();
    }
}
