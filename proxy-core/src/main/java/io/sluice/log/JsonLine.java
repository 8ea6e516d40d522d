package io.sluice.log;

import io.sluice.ftp.WireText;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes one JSON object (RFC 8259) on one line, keys in the order in which they are set. Absent values are `null`.
/// Wire text is read as UTF-8, what is none of it becomes U+FFFD.
final class JsonLine {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final StringBuilder out = new StringBuilder(512).append('{');

    static String of(Consumer<JsonLine> fields) {
        var line = new JsonLine();
        fields.accept(line);
        return line.out.append('}').toString();
    }

    JsonLine text(String key, Optional<String> value) {
        key(key);
        value.ifPresentOrElse(this::string, () -> out.append("null"));
        return this;
    }

    JsonLine text(String key, String value) {
        return text(key, Optional.of(value));
    }

    /// Text that is no wire text, whatever its chars.
    JsonLine read(String key, String value) {
        key(key);
        quoted(value);
        return this;
    }

    /// A value that is JSON already.
    JsonLine json(String key, String value) {
        key(key);
        out.append(value);
        return this;
    }

    JsonLine number(String key, Optional<Long> value) {
        key(key);
        out.append(value.map(number -> Long.toString(number)).orElse("null"));
        return this;
    }

    JsonLine number(String key, long value) {
        return number(key, Optional.of(value));
    }

    JsonLine bool(String key, Optional<Boolean> value) {
        key(key);
        out.append(value.map(truth -> Boolean.toString(truth)).orElse("null"));
        return this;
    }

    /// RFC 3339, UTC, with milliseconds.
    JsonLine time(String key, Instant value) {
        return text(key, TIME.format(value));
    }

    JsonLine object(String key, Optional<Consumer<JsonLine>> fields) {
        key(key);
        out.append(fields.map(JsonLine::of).orElse("null"));
        return this;
    }

    private void key(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        string(key);
        out.append(':');
    }

    private void string(String value) {
        quoted(value.chars().allMatch(c -> c <= 0xff) ? WireText.display(value) : value);
    }

    private void quoted(String text) {
        out.append('"');
        text.codePoints().forEach(this::character);
        out.append('"');
    }

    private void character(int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c >= 0xd800 && c <= 0xdfff) {
                    out.append('\ufffd');
                } else if (Character.isISOControl(c) || c == 0x2028 || c == 0x2029) {
                    out.append(String.format(Locale.ROOT, "\\u%04x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }
}
