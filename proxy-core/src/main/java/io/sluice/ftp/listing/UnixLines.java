package io.sluice.ftp.listing;

import java.time.LocalDateTime;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// The form of `ls -l`: type and permissions, links, owner, group, size, time, name.
///
/// ```
/// -rw-r--r--   1 joe      users        1024 Nov 24 12:00 a name
/// lrwxrwxrwx   1 joe      users           5 Nov 24  2025 link -> there
/// ```
///
/// The columns are found from the time, which is the one thing that every server writes alike: the size stands before
/// it, one blank and the name after it. What stands before the size is links, owner and group, of any width. Some
/// servers leave out the links or the group; a group of several words is that of a Windows domain.
public final class UnixLines implements ListForm {
    private static final int PERMISSIONS = 10;
    private static final int MOST_WORDS = 16;
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String ARROW = " -> ";
    private static final Optional<EntryType> FILE = Optional.of(EntryType.FILE);
    private static final Optional<EntryType> DIRECTORY = Optional.of(EntryType.DIRECTORY);

    private final int year;
    private final long latest;

    /// Where the words of the line stand, each by its first byte and the one behind its last.
    private final int[] starts = new int[MOST_WORDS];

    private final int[] ends = new int[MOST_WORDS];

    /// Of what was found last: the words of the time, and where it ends.
    private int timeAt;

    private int timeEnd;
    private long time;

    /// A time without a year is of the present one, or of the one before if it would lie more than a day ahead.
    public UnixLines(LocalDateTime now) {
        year = now.getYear();
        latest = Times.of(now.plusDays(1));
    }

    /// Whether the line begins as one of this form does.
    public static boolean areLike(Span line) {
        return line.length() > PERMISSIONS && type(line.at(0)).isPresent() && mode(line) >= 0;
    }

    @Override
    public Optional<Listed> read(Span line) {
        if (line.length() <= PERMISSIONS) {
            return Optional.empty();
        }
        var type = type(line.at(0));
        int mode = mode(line);
        if (type.isEmpty() || mode < 0 || !findTime(line)) {
            return Optional.empty();
        }
        var named = named(type.get(), line.slice(timeEnd + 1, line.length()));
        if (named.name().isEmpty()) {
            return Optional.empty();
        }
        return withColumns(line, named, mode);
    }

    private record Named(EntryType type, Span name, Span target) {}

    private static Named named(EntryType type, Span name) {
        if (type == EntryType.LINK) {
            int arrow = name.indexOf(ARROW);
            return arrow < 0
                    ? new Named(type, name, Span.NONE)
                    : new Named(type, name.slice(0, arrow), name.slice(arrow + ARROW.length(), name.length()));
        }
        if (type == EntryType.DIRECTORY && name.length() <= 2 && name.startsWith(".")) {
            if (name.length() == 1) {
                return new Named(EntryType.CURRENT_DIRECTORY, name, Span.NONE);
            }
            if (name.at(1) == '.') {
                return new Named(EntryType.PARENT_DIRECTORY, name, Span.NONE);
            }
        }
        return new Named(type, name, Span.NONE);
    }

    private Optional<Listed> withColumns(Span line, Named named, int mode) {
        int last = timeAt - 1;
        var size = OptionalLong.empty();
        if (isDevice(named.type())) {
            // The numbers of the driver stand where the size does: `1, 3` or `1,3`.
            if (last > 0 && line.at(ends[last - 1] - 1) == ',') {
                last--;
            }
        } else {
            long number = word(line, last).number();
            if (number < 0) {
                return Optional.empty();
            }
            size = OptionalLong.of(number);
        }
        int first = last > 0 && word(line, 0).isNumber() ? 1 : 0;
        var owner = first < last ? word(line, first) : Span.NONE;
        var group = first + 1 < last ? line.slice(starts[first + 1], ends[last - 1]) : Span.NONE;
        return Optional.of(new Listed(
                named.type(),
                named.name(),
                named.target(),
                OptionalLong.of(time),
                size,
                OptionalInt.of(mode),
                owner,
                group));
    }

    private static boolean isDevice(EntryType type) {
        return type == EntryType.CHARACTER_DEVICE || type == EntryType.BLOCK_DEVICE;
    }

    private Span word(Span line, int index) {
        return line.slice(starts[index], ends[index]);
    }

    /// Finds the first words that are a time with a size before it, and notes the words up to there.
    private boolean findTime(Span line) {
        int at = PERMISSIONS;
        if (line.at(at) == '+' || line.at(at) == '.' || line.at(at) == '@') {
            at++; // there is more to the permissions than the letters say
        }
        if (at == line.length() || line.at(at) != ' ') {
            return false;
        }
        for (int count = 0; count < MOST_WORDS; count++) {
            at = skipBlanks(line, at);
            if (at == line.length()) {
                return false;
            }
            starts[count] = at;
            at = skipWord(line, at);
            ends[count] = at;
            if (count > 0 && isDigit(line.at(ends[count - 1] - 1)) && isTime(line, starts[count], at)) {
                timeAt = count;
                return true;
            }
        }
        return false;
    }

    /// Whether a time begins with that word: `Nov 24 12:00`, `Nov 24  2025`, `24 Nov 12:00`, `2025-11-24 12:00`.
    private boolean isTime(Span line, int from, int to) {
        if (to - from == 10 && line.at(from + 4) == '-' && line.at(from + 7) == '-') {
            return isLongTime(line, from);
        }
        int second = skipBlanks(line, to);
        int secondEnd = skipWord(line, second);
        int month = month(line, from, to);
        int day = number(line, second, secondEnd, 2);
        if (month == 0) {
            month = month(line, second, secondEnd);
            day = number(line, from, to, 2);
        }
        if (month == 0 || day < 1) {
            return false;
        }
        int third = skipBlanks(line, secondEnd);
        int thirdEnd = skipWord(line, third);
        if (thirdEnd - third == 4 && number(line, third, thirdEnd, 4) >= 0) {
            return found(Times.of(number(line, third, thirdEnd, 4), month, day, 0, 0, 0), line, thirdEnd);
        }
        int colon = third + (thirdEnd - third == 4 ? 1 : 2);
        if (thirdEnd - third < 4 || thirdEnd - third > 5 || line.at(colon) != ':') {
            return false;
        }
        int hour = number(line, third, colon, 2);
        int minute = number(line, colon + 1, thirdEnd, 2);
        var thisYear = Times.of(year, month, day, hour, minute, 0);
        boolean ahead = thisYear.isPresent() && thisYear.getAsLong() > latest;
        return found(ahead ? Times.of(year - 1, month, day, hour, minute, 0) : thisYear, line, thirdEnd);
    }

    private boolean isLongTime(Span line, int from) {
        int clock = from + 11;
        if (line.length() < clock + 5 || line.at(from + 10) != ' ' || line.at(clock + 2) != ':') {
            return false;
        }
        return found(
                Times.of(
                        number(line, from, from + 4, 4),
                        number(line, from + 5, from + 7, 2),
                        number(line, from + 8, from + 10, 2),
                        number(line, clock, clock + 2, 2),
                        number(line, clock + 3, clock + 5, 2),
                        0),
                line,
                clock + 5);
    }

    private boolean found(OptionalLong digits, Span line, int end) {
        if (digits.isEmpty() || end == line.length() || line.at(end) != ' ') {
            return false;
        }
        time = digits.getAsLong();
        timeEnd = end;
        return true;
    }

    private static int skipBlanks(Span line, int from) {
        int at = from;
        while (at < line.length() && line.at(at) == ' ') {
            at++;
        }
        return at;
    }

    private static int skipWord(Span line, int from) {
        int at = from;
        while (at < line.length() && line.at(at) != ' ') {
            at++;
        }
        return at;
    }

    /// From 1 to 12, or 0.
    private static int month(Span line, int from, int to) {
        if (to - from != 3) {
            return 0;
        }
        for (int i = 0; i < MONTHS.length(); i += 3) {
            if ((line.at(from) | 0x20) == MONTHS.charAt(i)
                    && (line.at(from + 1) | 0x20) == MONTHS.charAt(i + 1)
                    && (line.at(from + 2) | 0x20) == MONTHS.charAt(i + 2)) {
                return i / 3 + 1;
            }
        }
        return 0;
    }

    /// A number of at most so many digits, or -1.
    static int number(Span line, int from, int to, int mostDigits) {
        if (to <= from || to - from > mostDigits) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(line.at(i))) {
                return -1;
            }
            value = 10 * value + (line.at(i) - '0');
        }
        return value;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static Optional<EntryType> type(char c) {
        return switch (c) {
            case '-' -> FILE;
            case 'd' -> DIRECTORY;
            case 'l' -> Optional.of(EntryType.LINK);
            case 'p' -> Optional.of(EntryType.PIPE);
            case 's' -> Optional.of(EntryType.SOCKET);
            case 'c' -> Optional.of(EntryType.CHARACTER_DEVICE);
            case 'b' -> Optional.of(EntryType.BLOCK_DEVICE);
            case 'D' -> Optional.of(EntryType.DOOR);
            default -> Optional.empty();
        };
    }

    /// The permission bits, or -1.
    private static int mode(Span line) {
        int mode = 0;
        for (int i = 0; i < 9; i++) {
            int bit = 0400 >> i;
            char c = line.at(i + 1);
            if (c == "rwxrwxrwx".charAt(i)) {
                mode |= bit;
            } else if (c != '-') {
                int special = i % 3 == 2 ? special(i, c) : -1;
                if (special < 0) {
                    return -1;
                }
                mode |= special | (c >= 'a' && c != 'l' ? bit : 0);
            }
        }
        return mode;
    }

    /// The bit that a letter in the place of an `x` stands for: small with the `x`, capital without. `l` is the group's
    /// bit of mandatory locking.
    private static int special(int index, char c) {
        return switch (c) {
            case 's', 'S' -> index == 2 ? 04000 : index == 5 ? 02000 : -1;
            case 'l', 'L' -> index == 5 ? 02000 : -1;
            case 't', 'T' -> index == 8 ? 01000 : -1;
            default -> -1;
        };
    }
}
