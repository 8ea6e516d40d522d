package io.sluice.config;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// A regular expression from a configuration, searched for in text that a client chose: a search that takes too long is
/// given up and remains undecided.
///
/// The syntax is that of POSIX extended expressions with the Perl additions of `java.util.regex`. Inside brackets a
/// backslash escapes, as in Perl; where the expression makes no sense that way it stands for itself, as in POSIX.
public final class BoundedPattern {
    private static final Duration BOUND = Duration.ofMillis(50);
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alnum", "p{Alnum}"),
            Map.entry("alpha", "p{Alpha}"),
            Map.entry("blank", "p{Blank}"),
            Map.entry("cntrl", "p{Cntrl}"),
            Map.entry("digit", "p{Digit}"),
            Map.entry("graph", "p{Graph}"),
            Map.entry("lower", "p{Lower}"),
            Map.entry("print", "p{Print}"),
            Map.entry("punct", "p{Punct}"),
            Map.entry("space", "s"),
            Map.entry("upper", "p{Upper}"),
            Map.entry("word", "w"),
            Map.entry("xdigit", "p{XDigit}"));

    private final String written;
    private final Pattern pattern;

    private BoundedPattern(String written, Pattern pattern) {
        this.written = written;
        this.pattern = pattern;
    }

    /// How a search ended.
    public enum Match {
        FOUND,
        NOT_FOUND,
        /// Given up: whoever asked decides on the safe side.
        UNDECIDED
    }

    public static BoundedPattern compile(String written, boolean ignoreCase) throws BadValue {
        int flags = ignoreCase ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        try {
            return new BoundedPattern(written, Pattern.compile(translate(written, true), flags));
        } catch (PatternSyntaxException asPerl) {
            try {
                return new BoundedPattern(written, Pattern.compile(translate(written, false), flags));
            } catch (PatternSyntaxException _) {
                throw new BadValue("pattern '" + written + "' failed regex compilation: " + asPerl.getDescription());
            }
        }
    }

    /// Looks for the expression anywhere in the text.
    public Match search(String text) {
        try {
            var found = pattern.matcher(new Timed(text, System.nanoTime() + BOUND.toNanos()))
                    .find();
            return found ? Match.FOUND : Match.NOT_FOUND;
        } catch (TookTooLong | StackOverflowError _) {
            return Match.UNDECIDED;
        }
    }

    /// The expression as the configuration has it.
    @Override
    public String toString() {
        return written;
    }

    /// The expression in Java's syntax, which differs inside brackets.
    private static String translate(String written, boolean backslashEscapes) {
        var java = new StringBuilder();
        int i = 0;
        while (i < written.length()) {
            char c = written.charAt(i);
            if (c == '\\' && i + 1 < written.length()) {
                java.append(c).append(written.charAt(i + 1));
                i += 2;
            } else if (c == '[') {
                i = translateBrackets(written, i, backslashEscapes, java);
            } else {
                java.append(c);
                i++;
            }
        }
        return java.toString();
    }

    /// Appends the bracket expression that begins at `start`; returns where it ends.
    private static int translateBrackets(String written, int start, boolean backslashEscapes, StringBuilder java) {
        int i = start + 1;
        java.append('[');
        if (i < written.length() && written.charAt(i) == '^') {
            java.append('^');
            i++;
        }
        int first = i;
        while (i < written.length()) {
            char c = written.charAt(i);
            if (c == ']' && i > first) {
                java.append(']');
                return i + 1;
            }
            var named = c == '[' ? namedClass(written, i) : Optional.<NamedClass>empty();
            if (named.isPresent()) {
                java.append(named.get().java());
                i = named.get().end();
            } else if (c == '\\' && backslashEscapes && i + 1 < written.length()) {
                java.append(c).append(written.charAt(i + 1));
                i += 2;
            } else {
                java.append("[]&\\".indexOf(c) >= 0 ? "\\" : "").append(c);
                i++;
            }
        }
        return i;
    }

    private record NamedClass(String java, int end) {}

    /// `[:alpha:]`, or `[:^alpha:]` for its opposite.
    private static Optional<NamedClass> namedClass(String written, int start) {
        int end = written.indexOf(":]", start);
        if (!written.startsWith("[:", start) || end < start + 2) {
            return Optional.empty();
        }
        var name = written.substring(start + 2, end).toLowerCase(Locale.ROOT);
        var negated = name.startsWith("^");
        return Optional.ofNullable(CLASSES.get(negated ? name.substring(1) : name))
                .map(java -> negated ? java.substring(0, 1).toUpperCase(Locale.ROOT) + java.substring(1) : java)
                .map(java -> new NamedClass("\\" + java, end + 2));
    }

    /// Text that stops being read at its deadline, and the search with it.
    private static final class Timed implements CharSequence {
        private static final int READS_BETWEEN_LOOKS = 4096;

        private final String text;
        private final long deadline;
        private int reads;

        Timed(String text, long deadline) {
            this.text = text;
            this.deadline = deadline;
        }

        @Override
        public char charAt(int index) {
            if (++reads % READS_BETWEEN_LOOKS == 0 && System.nanoTime() - deadline > 0) {
                throw new TookTooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private static final class TookTooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TookTooLong() {
            super("search given up", null, false, false);
        }
    }
}
