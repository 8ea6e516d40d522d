package io.sluice.tls.openssl;

import java.time.Duration;
import java.util.Optional;

/// For how long keys of TLS 1.3 serve.
///
/// @param age after which time those of both directions are changed, with the next bytes that are sent
/// @param bytes after how many bytes that we have sent our own is changed
public record KeyLimits(Optional<Duration> age, long bytes) {
    /// What the JDK takes for the bytes that one key may encrypt.
    private static final long MOST_BYTES = 1L << 37;

    /// As long as is safe.
    public static final KeyLimits STANDARD = new KeyLimits(Optional.empty(), MOST_BYTES);

    public static KeyLimits age(Duration age) {
        return new KeyLimits(Optional.of(age), MOST_BYTES);
    }

    public static KeyLimits bytes(long bytes) {
        return new KeyLimits(Optional.empty(), Math.min(bytes, MOST_BYTES));
    }
}
