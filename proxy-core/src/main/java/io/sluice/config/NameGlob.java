package io.sluice.config;

/// A pattern for one file name: `*`, `?` and `[…]` (ranges, `!` or `^` to negate). A leading dot is matched only by a
/// dot.
record NameGlob(String pattern) {

    static boolean isGlob(String name) {
        return name.chars().anyMatch(c -> "*?[".indexOf(c) >= 0);
    }

    boolean matches(String name) {
        if (name.startsWith(".") != pattern.startsWith(".")) {
            return false;
        }
        int at = 0;
        int inName = 0;
        int star = -1;
        int starInName = -1;
        while (inName < name.length()) {
            int after = at < pattern.length() ? oneCharacter(at, name.charAt(inName)) : -1;
            if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                starInName = inName;
            } else if (after >= 0) {
                at = after;
                inName++;
            } else if (star >= 0) {
                at = star + 1;
                inName = ++starInName;
            } else {
                return false;
            }
        }
        return pattern.substring(at).chars().allMatch(c -> c == '*');
    }

    /// Where the pattern goes on after a character that its element at `at` matches, or -1.
    private int oneCharacter(int at, char c) {
        int close = pattern.charAt(at) == '[' ? pattern.indexOf(']', at + 2) : -1;
        if (close > 0) {
            return inSet(at + 1, close, c) ? close + 1 : -1;
        }
        return pattern.charAt(at) == '?' || pattern.charAt(at) == c ? at + 1 : -1;
    }

    private boolean inSet(int from, int to, char c) {
        boolean negated = pattern.charAt(from) == '!' || pattern.charAt(from) == '^';
        boolean found = false;
        int at = negated ? from + 1 : from;
        while (at < to) {
            boolean range = at + 2 < to && pattern.charAt(at + 1) == '-';
            char high = range ? pattern.charAt(at + 2) : pattern.charAt(at);
            found |= pattern.charAt(at) <= c && c <= high;
            at += range ? 3 : 1;
        }
        return found != negated;
    }
}
