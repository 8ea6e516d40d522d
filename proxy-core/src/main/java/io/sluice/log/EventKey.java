package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.config.BadValue;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// The key of the list that gets the records of a rule: the name of their format, or a text with variables. Where that
/// text is empty or too long for an event, the name of the format is the key.
final class EventKey {
    private static final int LONGEST = 1023;

    private final byte[] formatName;
    private final Optional<LogFormat> text;
    private final Consumer<String> complaints;
    private final AtomicBoolean complained = new AtomicBoolean();

    private EventKey(String formatName, Optional<LogFormat> text, Consumer<String> complaints) {
        this.formatName = formatName.getBytes(UTF_8);
        this.text = text;
        this.complaints = complaints;
    }

    /// The name of the format.
    static EventKey ofFormat(String name) {
        return new EventKey(name, Optional.empty(), _ -> {});
    }

    /// A text with variables.
    ///
    /// @param kind what the store is called in errors: `Redis`
    /// @param complaints gets the first key that is too long
    static EventKey parse(
            String text,
            String formatName,
            String kind,
            Function<String, LogFormat> compiler,
            Consumer<String> complaints)
            throws BadValue {
        boolean openWord = text.lastIndexOf("%{") > text.lastIndexOf('}');
        boolean openEnd = text.replace("%%", "").endsWith("%");
        if (text.isEmpty() || openWord || openEnd) {
            throw new BadValue("error parsing " + kind + " key '" + text + "': Invalid argument");
        }
        return new EventKey(
                formatName,
                Optional.of(compiler.apply(text)),
                size -> complaints.accept("error resolving " + kind + " key format: " + size + " bytes of key '" + text
                        + "', expected at most " + LONGEST + "; '" + formatName + "' is used"));
    }

    /// The key for the record of an event.
    byte[] of(LogEvent event) {
        if (text.isEmpty()) {
            return formatName;
        }
        var key = text.get().bytes(event);
        if (key.length > LONGEST && complained.compareAndSet(false, true)) {
            complaints.accept(Integer.toString(key.length));
        }
        return key.length == 0 || key.length > LONGEST ? formatName : key;
    }
}
