package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a server answered to a command. A reply of another type than the one asked for is
/// [CORRUPT][CacheException.Kind#CORRUPT].
record Reply(String command, @Nullable Object value) {

    long number() throws CacheException {
        if (value instanceof Long number) {
            return number;
        }
        throw unexpected("INTEGER");
    }

    /// The bytes of a string; empty for nil.
    Optional<byte[]> string() throws CacheException {
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof byte[] bytes) {
            return Optional.of(bytes);
        }
        throw unexpected("STRING");
    }

    /// The text of a string or status.
    String text() throws CacheException {
        return new String(string().orElseThrow(() -> unexpected("STRING")), StandardCharsets.UTF_8);
    }

    /// The parts of an array.
    List<Reply> parts() throws CacheException {
        if (value instanceof List<?> list) {
            var parts = new ArrayList<Reply>(list.size());
            list.forEach(part -> parts.add(new Reply(command, part)));
            return parts;
        }
        throw unexpected("ARRAY");
    }

    /// The strings of an array.
    List<byte[]> strings() throws CacheException {
        var strings = new ArrayList<byte[]>();
        for (Reply part : parts()) {
            strings.add(part.string().orElseThrow(() -> part.unexpected("STRING")));
        }
        return strings;
    }

    boolean isNil() {
        return value == null;
    }

    CacheException unexpected(String expected) {
        return new CacheException(Kind.CORRUPT, "expected " + expected + " reply for " + command + ", got " + type());
    }

    private String type() {
        return switch (value) {
            case null -> "NIL";
            case Long _ -> "INTEGER";
            case byte[] _ -> "STRING";
            case List<?> _ -> "ARRAY";
            default -> "UNKNOWN";
        };
    }

    /// The type alone: what it holds may be a secret.
    @Override
    public String toString() {
        return "Reply[" + command + ": " + type() + "]";
    }
}
