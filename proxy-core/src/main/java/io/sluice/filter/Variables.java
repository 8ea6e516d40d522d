package io.sluice.filter;

import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/// Texts with `%x` in them.
final class Variables {
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss uuuu", Locale.ENGLISH);

    private Variables() {}

    /// The text with every `%` and letter that has a value replaced by it, once; all others stay.
    static String replace(String text, Function<Character, Optional<String>> values) {
        var result = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            var value = c == '%' && i + 1 < text.length() ? values.apply(text.charAt(i + 1)) : Optional.<String>empty();
            result.append(value.orElse(String.valueOf(c)));
            i += value.isPresent() ? 1 : 0;
        }
        return result.toString();
    }
}
