package io.sluice.log;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.IsoFields;
import java.util.Locale;

/// Times by the patterns of the C library, in English whatever the machine speaks.
final class Strftime {
    private final String pattern;

    Strftime(String pattern) {
        this.pattern = pattern;
    }

    String format(ZonedDateTime time) {
        var out = new StringBuilder(pattern.length() * 2);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%' && i + 1 < pattern.length()) {
                i++;
                out.append(field(pattern.charAt(i), time));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String field(char letter, ZonedDateTime time) {
        return switch (letter) {
            case 'a' -> named("EEE", time);
            case 'A' -> named("EEEE", time);
            case 'b', 'h' -> named("MMM", time);
            case 'B' -> named("MMMM", time);
            case 'c' -> named("EEE MMM", time) + " " + padded(time.getDayOfMonth()) + named(" HH:mm:ss yyyy", time);
            case 'C' -> two(time.getYear() / 100);
            case 'd' -> two(time.getDayOfMonth());
            case 'D', 'x' -> named("MM/dd/yy", time);
            case 'e' -> padded(time.getDayOfMonth());
            case 'F' -> named("yyyy-MM-dd", time);
            case 'g' -> two(time.get(IsoFields.WEEK_BASED_YEAR) % 100);
            case 'G' -> Integer.toString(time.get(IsoFields.WEEK_BASED_YEAR));
            case 'H' -> two(time.getHour());
            case 'I' -> two(hour12(time));
            case 'j' -> named("DDD", time);
            case 'k' -> padded(time.getHour());
            case 'l' -> padded(hour12(time));
            case 'm' -> two(time.getMonthValue());
            case 'M' -> two(time.getMinute());
            case 'n' -> "\n";
            case 'p' -> time.getHour() < 12 ? "AM" : "PM";
            case 'P' -> time.getHour() < 12 ? "am" : "pm";
            case 'r' -> two(hour12(time)) + named(":mm:ss", time) + (time.getHour() < 12 ? " AM" : " PM");
            case 'R' -> named("HH:mm", time);
            case 's' -> Long.toString(time.toEpochSecond());
            case 'S' -> two(time.getSecond());
            case 't' -> "\t";
            case 'T', 'X' -> named("HH:mm:ss", time);
            case 'u' -> Integer.toString(time.getDayOfWeek().getValue());
            case 'U' -> two((time.getDayOfYear() + 6 - time.getDayOfWeek().getValue() % 7) / 7);
            case 'V' -> two(time.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
            case 'w' -> Integer.toString(time.getDayOfWeek().getValue() % 7);
            case 'W' -> two((time.getDayOfYear() + 6 - (time.getDayOfWeek().getValue() + 6) % 7) / 7);
            case 'y' -> two(time.getYear() % 100);
            case 'Y' -> Integer.toString(time.getYear());
            case 'z' -> named("xx", time);
            case 'Z' -> named("zzz", time);
            case '%' -> "%";
            default -> "%" + letter;
        };
    }

    private static String named(String javaPattern, ZonedDateTime time) {
        return DateTimeFormatter.ofPattern(javaPattern, Locale.ENGLISH).format(time);
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
