package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A shell pattern for an address or a name in lower case: `*` any run of characters, `?` any one, `[…]` one of a set
/// (ranges, `!` first to negate). Braces stand for themselves, and there is no escape.
final class Glob {
    private sealed interface Element {
        record AnyRun() implements Element {}

        record AnyOne() implements Element {}

        record Exactly(char character) implements Element {}

        record OneOf(String set, boolean negated) implements Element {}
    }

    private final List<Element> elements;

    Glob(String pattern) {
        elements = List.copyOf(parse(pattern.toLowerCase(Locale.ROOT)));
    }

    /// Whether a word is meant as a pattern.
    static boolean isMeant(String word) {
        for (int i = 0; i < word.length(); i++) {
            if ("*?[{".indexOf(word.charAt(i)) >= 0) {
                return true;
            }
        }
        return false;
    }

    /// At a mismatch the last run takes one character more, so that the work is bounded by the product of the lengths.
    boolean matches(String text) {
        int element = 0;
        int at = 0;
        int run = -1;
        int runEnd = 0;
        while (at < text.length()) {
            if (element < elements.size() && elements.get(element) instanceof Element.AnyRun) {
                run = element++;
                runEnd = at;
            } else if (element < elements.size() && takes(elements.get(element), text.charAt(at))) {
                element++;
                at++;
            } else if (run >= 0) {
                element = run + 1;
                at = ++runEnd;
            } else {
                return false;
            }
        }
        while (element < elements.size() && elements.get(element) instanceof Element.AnyRun) {
            element++;
        }
        return element == elements.size();
    }

    private static boolean takes(Element element, char c) {
        return switch (element) {
            case Element.AnyRun() -> false;
            case Element.AnyOne() -> true;
            case Element.Exactly(char wanted) -> c == wanted;
            case Element.OneOf(var set, var negated) -> contains(set, c) != negated;
        };
    }

    private static boolean contains(String set, char c) {
        int at = 0;
        while (at < set.length()) {
            boolean range = at + 2 < set.length() && set.charAt(at + 1) == '-';
            if (set.charAt(at) <= c && c <= set.charAt(range ? at + 2 : at)) {
                return true;
            }
            at += range ? 3 : 1;
        }
        return false;
    }

    private static List<Element> parse(String pattern) {
        var elements = new ArrayList<Element>();
        int at = 0;
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            boolean negated = c == '[' && pattern.startsWith("!", at + 1);
            int set = negated ? at + 2 : at + 1;
            int close = c == '[' ? pattern.indexOf(']', set + 1) : -1;
            if (close > 0) {
                elements.add(new Element.OneOf(pattern.substring(set, close), negated));
                at = close;
            } else {
                elements.add(
                        switch (c) {
                            case '*' -> new Element.AnyRun();
                            case '?' -> new Element.AnyOne();
                            default -> new Element.Exactly(c);
                        });
            }
            at++;
        }
        return elements;
    }
}
