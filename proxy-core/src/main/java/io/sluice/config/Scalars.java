package io.sluice.config;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The scalar types of the configuration language: words to values, or the reference's words for why not.
public final class Scalars {
    private static final Pattern CLOCK = Pattern.compile("(\\d{1,2}):(\\d{1,2}):(\\d{1,2})");
    private static final Pattern COUNTED = Pattern.compile("(\\d+)([a-z]*)");
    private static final String INVALID = "Invalid argument";
    private static final String OUT_OF_RANGE = "Numerical result out of range";

    private Scalars() {}

    /// `on yes true 1` or `off no false 0`, in any case.
    public static boolean bool(String word) throws BadValue {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "on", "yes", "true", "1" -> true;
            case "off", "no", "false", "0" -> false;
            default -> throw new BadValue("expected Boolean parameter", "; seen: '" + word + "'");
        };
    }

    /// `N`, `Ns`, `Nsec`, `Nm`, `Nmin`, `Nh`, `Nhr` in any case, or `HH:MM:SS`.
    public static Duration duration(String word) throws BadValue {
        var clock = CLOCK.matcher(word);
        if (clock.matches()) {
            return Duration.ofHours(Integer.parseInt(clock.group(1)))
                    .plusMinutes(Integer.parseInt(clock.group(2)))
                    .plusSeconds(Integer.parseInt(clock.group(3)));
        }
        var counted = COUNTED.matcher(word.toLowerCase(Locale.ROOT));
        if (!counted.matches()) {
            throw badDuration(word, INVALID);
        }
        int secondsPerUnit = switch (counted.group(2)) {
            case "", "s", "sec" -> 1;
            case "m", "min" -> 60;
            case "h", "hr" -> 3600;
            default -> throw badDuration(word, INVALID);
        };
        try {
            return Duration.ofSeconds(Math.multiplyExact(Integer.parseInt(counted.group(1)), secondsPerUnit));
        } catch (NumberFormatException | ArithmeticException _) {
            throw badDuration(word, OUT_OF_RANGE);
        }
    }

    private static BadValue badDuration(String word, String why) {
        return new BadValue("error parsing timeout value '" + word + "': " + why);
    }

    /// A decimal number from `least` to `most`; `otherwise` is the sentence for anything else.
    public static int number(String word, int least, int most, String otherwise) throws BadValue {
        try {
            int number = Integer.parseInt(word);
            if (least <= number && number <= most && word.chars().allMatch(c -> c < 128)) {
                return number;
            }
        } catch (NumberFormatException _) {
            // no number is treated as one out of bounds
        }
        throw new BadValue(otherwise, "; seen: '" + word + "'");
    }

    /// A decimal number from `least` to `most`.
    public static int number(String word, int least, int most) throws BadValue {
        return number(word, least, most, "value must be between " + least + " and " + most);
    }

    /// A TCP port, 0 included.
    public static int port(String word) throws BadValue {
        return number(word, 0, 65535);
    }

    /// A number of bytes.
    public static long byteSize(String word) throws BadValue {
        return byteSize(word, SizeUnit.B, word);
    }

    /// A number and its unit, `B KB MB GB TB` in any case, in bytes.
    public static long byteSize(String word, String unit) throws BadValue {
        String seen = word + " " + unit;
        var known = SizeUnit.of(unit).orElseThrow(() -> badSize(seen, INVALID));
        return byteSize(word, known, seen);
    }

    private static long byteSize(String word, SizeUnit unit, String seen) throws BadValue {
        if (word.isEmpty() || !word.chars().allMatch(c -> '0' <= c && c <= '9')) {
            throw badSize(seen, INVALID);
        }
        try {
            return Math.multiplyExact(Long.parseLong(word), unit.bytes());
        } catch (NumberFormatException | ArithmeticException _) {
            throw badSize(seen, OUT_OF_RANGE);
        }
    }

    private static BadValue badSize(String seen, String why) {
        return new BadValue("unable to parse: " + seen + ": " + why);
    }

    /// A path from the root.
    public static String absolutePath(String word) throws BadValue {
        if (!word.startsWith("/")) {
            throw new BadValue("must be an absolute path", "; seen: '" + word + "'");
        }
        return word;
    }

    /// One of some words, in any case; `otherwise` is the sentence for any other.
    public static <T> T choice(String word, Map<String, T> words, String otherwise) throws BadValue {
        for (var each : words.entrySet()) {
            if (each.getKey().equalsIgnoreCase(word)) {
                return each.getValue();
            }
        }
        throw new BadValue(otherwise, expected(words.keySet()));
    }

    /// A word of a `…Options` directive, in its exact case; `kind` is the name of the directive without `Options`.
    public static <T> T option(String word, String kind, Map<String, T> words) throws BadValue {
        T option = words.get(word);
        if (option == null) {
            throw new BadValue(": unknown " + kind + "Option '" + word + "'", expected(words.keySet()));
        }
        return option;
    }

    private static String expected(Collection<String> words) {
        var sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        sorted.addAll(words);
        return "; known words: " + String.join(", ", List.copyOf(sorted));
    }
}
