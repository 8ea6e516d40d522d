package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.Option;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Whether a connection is secured, and by which files (`ssl:`, `ssl-ca:`, `ssl-cert:`, `ssl-key:`).
///
/// @param authority trusted certificates; empty for those of the platform
/// @param certificate with `key`, what this side shows of itself
record Tls(boolean enabled, Optional<Path> authority, Optional<Path> certificate, Optional<Path> key) {
    static final Tls OFF = new Tls(false, Optional.empty(), Optional.empty(), Optional.empty());
    private static final List<String> WORDS = List.of("ssl:", "ssl-ca:", "ssl-cert:", "ssl-key:");

    static boolean isWord(String word) {
        return WORDS.stream().anyMatch(word::startsWith);
    }

    static Tls parse(List<String> words, Consumer<String> warnings) throws CacheException {
        Tls tls = OFF;
        for (String word : words) {
            int colon = word.indexOf(':');
            String text = word.substring(colon + 1);
            tls = switch (word.substring(0, colon)) {
                case "ssl" -> new Tls(use(text), tls.authority, tls.certificate, tls.key);
                case "ssl-ca" -> new Tls(tls.enabled, file("SSL CA", text), tls.certificate, tls.key);
                case "ssl-cert" -> new Tls(tls.enabled, tls.authority, file("SSL certificate", text), tls.key);
                default -> new Tls(tls.enabled, tls.authority, tls.certificate, file("SSL certificate key", text));
            };
        }
        if (tls.certificate.isPresent() != tls.key.isPresent()) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    tls.key.isPresent()
                            ? "ssl-key without ssl-cert; expected both"
                            : "ssl-cert without ssl-key; expected both");
        }
        if (!tls.enabled && (tls.authority.isPresent() || tls.certificate.isPresent())) {
            warnings.accept("files for TLS are given, but no ssl:true: the connection is in clear");
        }
        return tls;
    }

    private static boolean use(String text) throws CacheException {
        try {
            return Option.isOn(text);
        } catch (CacheException _) {
            throw new CacheException(
                    Kind.ARGUMENT, "use SSL '" + text + "': Invalid argument; expected ssl:true or ssl:false");
        }
    }

    private static Optional<Path> file(String what, String text) throws CacheException {
        var path = Path.of(text);
        if (!Files.exists(path)) {
            throw new CacheException(Kind.ARGUMENT, what + " '" + text + "': No such file or directory");
        }
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw new CacheException(
                    Kind.ARGUMENT,
                    what + " '" + text + "': " + (Files.isDirectory(path) ? "Is a directory" : "Permission denied"));
        }
        return Optional.of(path);
    }
}
