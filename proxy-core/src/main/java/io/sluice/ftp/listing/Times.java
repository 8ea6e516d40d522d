package io.sluice.ftp.listing;

import java.time.LocalDateTime;
import java.util.OptionalLong;

/// Times of listings as the digits of `modify` (RFC 3659 §2.3): year, month, day, hour, minute, second.
public final class Times {
    private Times() {}

    static long of(LocalDateTime time) {
        return digits(
                time.getYear(),
                time.getMonthValue(),
                time.getDayOfMonth(),
                time.getHour(),
                time.getMinute(),
                time.getSecond());
    }

    /// The digits of a time, if these parts can be one.
    public static OptionalLong of(int year, int month, int day, int hour, int minute, int second) {
        boolean possible = isWithin(year, 0, 9999)
                && isWithin(month, 1, 12)
                && isWithin(day, 1, 31)
                && isWithin(hour, 0, 23)
                && isWithin(minute, 0, 59)
                && isWithin(second, 0, 60);
        return possible ? OptionalLong.of(digits(year, month, day, hour, minute, second)) : OptionalLong.empty();
    }

    private static boolean isWithin(int value, int min, int max) {
        return value >= min && value <= max;
    }

    private static long digits(long year, int month, int day, int hour, int minute, int second) {
        return ((((year * 100 + month) * 100 + day) * 100 + hour) * 100 + minute) * 100 + second;
    }

    /// The year of a two-digit one: from 1970 to 2069.
    static int century(int year) {
        return year < 70 ? 2000 + year : 1900 + year;
    }
}
