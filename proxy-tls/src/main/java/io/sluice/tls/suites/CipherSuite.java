package io.sluice.tls.suites;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A cipher suite: what OpenSSL calls it, its standard name, and what it is made of in the words of `openssl ciphers`.
///
/// @param number that of hellos
/// @param protocol the first protocol that has it
/// @param cipher the encryption without its size: `AESGCM`, `AES` (which is CBC), `CHACHA20`, `None` …
/// @param bits the size of its key
public record CipherSuite(
        int number,
        String name,
        String standardName,
        String protocol,
        String keyExchange,
        String authentication,
        String cipher,
        int bits,
        String mac) {
    private static final Pattern ENCRYPTION = Pattern.compile("([A-Za-z0-9]+)(?:\\((\\d+)\\))?");

    private static final class Loaded {
        private static final List<CipherSuite> ALL = load();
        private static final Map<String, CipherSuite> BY_STANDARD_NAME =
                ALL.stream().collect(Collectors.toMap(CipherSuite::standardName, Function.identity()));
    }

    /// Every suite that is known, in the order in which OpenSSL prefers them.
    public static List<CipherSuite> all() {
        return Loaded.ALL;
    }

    public static Optional<CipherSuite> ofStandardName(String name) {
        return Optional.ofNullable(Loaded.BY_STANDARD_NAME.get(name));
    }

    /// What OpenSSL calls the suite with a standard name; that name where OpenSSL has none.
    public static String openSslName(String standardName) {
        return ofStandardName(standardName).map(CipherSuite::name).orElse(standardName);
    }

    /// Whether it is one of TLS 1.3, whose suites are apart from all others.
    public boolean isOfTls13() {
        return protocol.equals("TLSv1.3");
    }

    private static List<CipherSuite> load() {
        var resource = Objects.requireNonNull(CipherSuite.class.getResourceAsStream("suites.txt"));
        try (var reader = new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(CipherSuite::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CipherSuite read(String line) {
        var words = line.split(" ", -1);
        var encryption = ENCRYPTION.matcher(words[6]);
        if (words.length != 8 || !encryption.matches()) {
            throw new IllegalStateException("not a cipher suite: " + line);
        }
        int bits =
                Optional.ofNullable(encryption.group(2)).map(Integer::parseInt).orElse(0);
        return new CipherSuite(
                Integer.decode(words[0]),
                words[1],
                words[2],
                words[3],
                words[4],
                words[5],
                Objects.requireNonNull(encryption.group(1)),
                bits,
                words[7]);
    }
}
