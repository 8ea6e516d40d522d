package io.sluice.log;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Times by the patterns of the C library, in English whatever the machine speaks.
final class Strftime {
    private final List<Function<ZonedDateTime, String>> fields = new ArrayList<>();

    Strftime(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                i++;
                fields.add(field(pattern.charAt(i)));
            } else {
                fields.add(_ -> String.valueOf(c));
            }
        }
    }

    String format(ZonedDateTime time) {
        var out = new StringBuilder(32);
        fields.forEach(field -> out.append(field.apply(time)));
        return out.toString();
    }

    private static Function<ZonedDateTime, String> field(char letter) {
        return switch (letter) {
            case 'a' -> named("EEE");
            case 'A' -> named("EEEE");
            case 'b', 'h' -> named("MMM");
            case 'B' -> named("MMMM");
            case 'c' -> new Strftime("%a %b %e %H:%M:%S %Y")::format;
            case 'C' -> time -> two(time.getYear() / 100);
            case 'd' -> time -> two(time.getDayOfMonth());
            case 'D', 'x' -> named("MM/dd/yy");
            case 'e' -> time -> padded(time.getDayOfMonth());
            case 'F' -> named("yyyy-MM-dd");
            case 'g' -> time -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> time -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> time -> two(time.getHour());
            case 'I' -> time -> two(hour12(time));
            case 'j' -> named("DDD");
            case 'k' -> time -> padded(time.getHour());
            case 'l' -> time -> padded(hour12(time));
            case 'm' -> time -> two(time.getMonthValue());
            case 'M' -> time -> two(time.getMinute());
            case 'n' -> _ -> "\n";
            case 'p' -> time -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time -> time.getHour() < 12 ? "am" : "pm";
            case 'r' -> new Strftime("%I:%M:%S %p")::format;
            case 'R' -> named("HH:mm");
            case 's' -> time -> Long.toString(time.toEpochSecond());
            case 'S' -> time -> two(time.getSecond());
            case 't' -> _ -> "\t";
            case 'T', 'X' -> named("HH:mm:ss");
            case 'u' -> time -> Integer.toString(time.getDayOfWeek().getValue());
            case 'U' ->
                time -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> time -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> time -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'W' ->
                time -> two((time.getDayOfYear() + 6 - (time.getDayOfWeek().getValue() + 6) % 7) / 7);
            case 'y' -> time -> two(time.getYear() % 100);
            case 'Y' -> time -> Integer.toString(time.getYear());
            case 'z' -> named("xx");
            case 'Z' -> named("zzz");
            case '%' -> _ -> "%";
            default -> _ -> "%" + letter;
        };
    }

    private static Function<ZonedDateTime, String> named(String javaPattern) {
        return DateTimeFormatter.ofPattern(javaPattern, Locale.ENGLISH)::format;
    }

    private static int hour12(ZonedDateTime time) {
        int hour = time.getHour() % 12;
        return hour == 0 ? 12 : hour;
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }

    private static String padded(int number) {
        return number < 10 ? " " + number : Integer.toString(number);
    }
}
