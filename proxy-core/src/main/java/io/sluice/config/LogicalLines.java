package io.sluice.config;

import java.util.Iterator;
import java.util.NoSuchElementException;

/// Splits text into logical lines. A physical line ends in LF or CRLF, or with the text; a backslash as its last
/// character joins the next one, whose leading white space stays. Lines may be of any length.
final class LogicalLines implements Iterator<LogicalLine> {
    private final String text;
    private int next;
    private int number;

    LogicalLines(String text) {
        this.text = text;
    }

    @Override
    public boolean hasNext() {
        return next < text.length();
    }

    @Override
    public LogicalLine next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        String physical = physicalLine();
        int first = number;
        if (!physical.endsWith("\\")) {
            return new LogicalLine(physical, first, first);
        }
        var joined = new StringBuilder(withoutLast(physical));
        while (physical.endsWith("\\") && hasNext()) {
            physical = physicalLine();
            joined.append(physical.endsWith("\\") ? withoutLast(physical) : physical);
        }
        return new LogicalLine(joined.toString(), first, number);
    }

    private String physicalLine() {
        int feed = text.indexOf('\n', next);
        int end = feed < 0 ? text.length() : feed;
        int start = next;
        next = feed < 0 ? end : feed + 1;
        number++;
        return end > start && text.charAt(end - 1) == '\r'
                ? text.substring(start, end - 1)
                : text.substring(start, end);
    }

    private static String withoutLast(String line) {
        return line.substring(0, line.length() - 1);
    }
}
