package io.sluice.config;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// POSIX extended regular expressions, as configuration files have them, in the syntax of the JDK: inside brackets
/// `[:alpha:]` is a class, and `[` and `&&` are ordinary.
final class PosixPattern {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("alnum", "\\p{Alnum}"),
            Map.entry("alpha", "\\p{Alpha}"),
            Map.entry("blank", "\\p{Blank}"),
            Map.entry("cntrl", "\\p{Cntrl}"),
            Map.entry("digit", "\\p{Digit}"),
            Map.entry("graph", "\\p{Graph}"),
            Map.entry("lower", "\\p{Lower}"),
            Map.entry("print", "\\p{Print}"),
            Map.entry("punct", "\\p{Punct}"),
            Map.entry("space", "\\p{Space}"),
            Map.entry("upper", "\\p{Upper}"),
            Map.entry("xdigit", "\\p{XDigit}"));

    private final String posix;
    private final StringBuilder java = new StringBuilder();
    private int at;

    private PosixPattern(String posix) {
        this.posix = posix;
    }

    static Pattern compile(String posix, int flags) throws BadValue {
        try {
            return Pattern.compile(new PosixPattern(posix).translated(), flags);
        } catch (PatternSyntaxException e) {
            String why = e.getDescription().toLowerCase(Locale.ROOT);
            throw new BadValue("pattern '" + posix + "' failed regex compilation: " + why);
        }
    }

    private String translated() {
        while (at < posix.length()) {
            char c = posix.charAt(at++);
            java.append(c);
            if (c == '\\' && at < posix.length()) {
                java.append(posix.charAt(at++));
            } else if (c == '[') {
                brackets();
            }
        }
        return java.toString();
    }

    private void brackets() {
        if (at < posix.length() && posix.charAt(at) == '^') {
            java.append(posix.charAt(at++));
        }
        if (at < posix.length() && posix.charAt(at) == ']') {
            java.append("\\]");
            at++;
        }
        while (at < posix.length()) {
            char c = posix.charAt(at++);
            if (c == '[') {
                bracketInBrackets();
            } else if (c == '&') {
                java.append("\\&");
            } else if (c == '\\' && at < posix.length()) {
                java.append(c).append(posix.charAt(at++));
            } else {
                java.append(c);
                if (c == ']') {
                    return;
                }
            }
        }
    }

    private void bracketInBrackets() {
        int end = posix.startsWith(":", at) ? posix.indexOf(":]", at) : -1;
        String named = end < 0 ? null : CLASSES.get(posix.substring(at + 1, end));
        if (named == null) {
            java.append("\\[");
        } else {
            java.append(named);
            at = end + 2;
        }
    }
}
