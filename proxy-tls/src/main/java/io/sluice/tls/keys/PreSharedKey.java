package io.sluice.tls.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// A key that a client has too, and the name they know it by (`TLSPreSharedKey`).
public record PreSharedKey(String identity, SecretKey key) {
    private static final int LEAST_DIGITS = 20;
    private static final int ADVISED_DIGITS = 40;

    /// Reads the key out of a file of one line of hexadecimal digits. One that everybody may read or write is passed
    /// over with a remark.
    public static Optional<PreSharedKey> read(String identity, Path file, Consumer<String> remarks)
            throws UnusableFile {
        String digits;
        try {
            var permissions = Files.getPosixFilePermissions(file);
            if (permissions.contains(PosixFilePermission.OTHERS_READ)
                    || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
                remarks.accept("'" + file + "' is readable or writable by everybody, so the key of identity '"
                        + identity + "' is not used");
                return Optional.empty();
            }
            digits = Files.readString(file, StandardCharsets.ISO_8859_1).replaceFirst("[\r\n]+\\z", "");
        } catch (IOException e) {
            throw UnusableFile.of(file, e);
        }
        if (digits.length() < LEAST_DIGITS) {
            throw UnusableFile.of(file, "a key has at least " + LEAST_DIGITS + " hexadecimal digits");
        }
        if (digits.length() < ADVISED_DIGITS) {
            remarks.accept("'" + file + "' has a key of fewer than " + ADVISED_DIGITS / 2 + " bytes");
        }
        try {
            return Optional.of(
                    new PreSharedKey(identity, new SecretKeySpec(HexFormat.of().parseHex(digits), "RAW")));
        } catch (IllegalArgumentException _) {
            throw UnusableFile.of(file, "a key is an even number of hexadecimal digits in one line");
        }
    }

    /// The key stays out of it.
    @Override
    public String toString() {
        return "PreSharedKey[" + identity + "]";
    }
}
