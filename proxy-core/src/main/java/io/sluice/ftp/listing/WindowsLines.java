package io.sluice.ftp.listing;

import static io.sluice.ftp.listing.UnixLines.isDigit;
import static io.sluice.ftp.listing.UnixLines.number;

import java.util.Optional;
import java.util.OptionalLong;

/// The form of IIS and others that list as DOS did: date, time, size or `<DIR>`, name.
///
/// ```
/// 11-24-26  12:00PM       <DIR>          a folder
/// 11-24-2026  12:00PM                 1024 a file
/// ```
///
/// The year has two digits or four. The clock has twelve hours with `AM` or `PM`, or twenty-four without.
public final class WindowsLines implements ListForm {
    private static final String DIRECTORY = "<DIR>";

    /// How far behind `<DIR>` the name stands.
    private static final int COLUMN = 10;

    /// Whether the line begins as one of this form does.
    public static boolean areLike(Span line) {
        return line.length() > 0 && isDigit(line.at(0));
    }

    @Override
    public Optional<Listed> read(Span line) {
        int dateEnd = wordEnd(line, 0);
        int clock = blanksEnd(line, dateEnd);
        int clockEnd = wordEnd(line, clock);
        var time = time(line, dateEnd, clock, clockEnd);
        if (time.isEmpty()) {
            return Optional.empty();
        }
        int at = blanksEnd(line, clockEnd);
        if (line.isAt(at, DIRECTORY)) {
            int name = nameBehindDirectory(line, at + DIRECTORY.length());
            return entry(EntryType.DIRECTORY, line, name, time, 0);
        }
        int end = wordEnd(line, at);
        return entry(EntryType.FILE, line, end + 1, time, line.slice(at, end).number());
    }

    private static int nameBehindDirectory(Span line, int from) {
        int end = blanksEnd(line, from);
        return Math.min(end, from + COLUMN);
    }

    private static Optional<Listed> entry(EntryType type, Span line, int name, OptionalLong time, long size) {
        if (size < 0 || name >= line.length()) {
            return Optional.empty();
        }
        return Optional.of(Listed.of(type, line.slice(name, line.length()), time, OptionalLong.of(size)));
    }

    private static OptionalLong time(Span line, int dateEnd, int clock, int clockEnd) {
        if ((dateEnd != 8 && dateEnd != 10) || line.at(2) != '-' || line.at(5) != '-') {
            return OptionalLong.empty();
        }
        int year = number(line, 6, dateEnd, 4);
        int length = clockEnd - clock;
        if (year < 0 || (length != 5 && length != 7) || line.at(clock + 2) != ':') {
            return OptionalLong.empty();
        }
        int hour = number(line, clock, clock + 2, 2);
        if (length == 7) {
            boolean pm = line.isAt(clock + 5, "PM") || line.isAt(clock + 5, "pm");
            boolean am = line.isAt(clock + 5, "AM") || line.isAt(clock + 5, "am");
            if ((!am && !pm) || hour < 1 || hour > 12) {
                return OptionalLong.empty();
            }
            hour = hour % 12 + (pm ? 12 : 0);
        }
        return Times.of(
                dateEnd == 8 ? Times.century(year) : year,
                number(line, 0, 2, 2),
                number(line, 3, 5, 2),
                hour,
                number(line, clock + 3, clock + 5, 2),
                0);
    }

    private static int wordEnd(Span line, int from) {
        int at = from;
        while (at < line.length() && line.at(at) != ' ') {
            at++;
        }
        return at;
    }

    private static int blanksEnd(Span line, int from) {
        int at = from;
        while (at < line.length() && line.at(at) == ' ') {
            at++;
        }
        return at;
    }
}
