package io.sluice.acl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// What `AllowUser` and its neighbours compare names with: names of users, groups or classes, each perhaps negated, or
/// an expression. Names are compared as they are written, in their case.
public sealed interface NameList {

    /// Whether one name of a list is enough, or all must be true.
    enum Combination {
        AND,
        OR
    }

    /// A name, or with `!` everything but it.
    record Element(String name, boolean negated) {}

    /// Whether the list is true of somebody with these names: one of a user or a class, all groups of a user.
    Truth holds(Collection<String> names);

    record Words(Combination combination, List<Element> elements) implements NameList {
        public Words {
            elements = List.copyOf(elements);
            if (elements.isEmpty()) {
                throw new IllegalArgumentException("a list of names has at least one");
            }
        }

        @Override
        public Truth holds(Collection<String> names) {
            boolean all = combination == Combination.AND;
            for (var element : elements) {
                boolean holds = names.contains(element.name) != element.negated;
                if (holds != all) {
                    return Truth.of(holds);
                }
            }
            return Truth.of(all);
        }
    }

    record Matching(Expression expression) implements NameList {
        @Override
        public Truth holds(Collection<String> names) {
            var result = Truth.FALSE;
            for (var name : names) {
                switch (expression.foundIn(name)) {
                    case TRUE -> {
                        return Truth.TRUE;
                    }
                    case UNKNOWN -> result = Truth.UNKNOWN;
                    case FALSE -> {}
                }
            }
            return result;
        }
    }

    /// Reads names with blanks or commas between. `AND` or `OR` before them, in any case, says how they combine.
    ///
    /// @throws IllegalArgumentException if there is no name, or one is empty behind its `!`
    static NameList ofWords(List<String> words, Combination unlessSaid) {
        var combination = words.size() < 2 ? unlessSaid : keyword(words.getFirst(), unlessSaid);
        boolean said = words.size() > 1 && isKeyword(words.getFirst());
        var elements = new ArrayList<Element>();
        for (var word : said ? words.subList(1, words.size()) : words) {
            for (var part : word.split(",", -1)) {
                if (part.equals("!")) {
                    throw new IllegalArgumentException("expected a name behind '!'");
                }
                if (!part.isEmpty()) {
                    elements.add(
                            part.startsWith("!") ? new Element(part.substring(1), true) : new Element(part, false));
                }
            }
        }
        return new Words(combination, elements);
    }

    private static boolean isKeyword(String word) {
        return word.equalsIgnoreCase("and") || word.equalsIgnoreCase("or");
    }

    private static Combination keyword(String word, Combination unlessSaid) {
        return isKeyword(word) ? Combination.valueOf(word.toUpperCase(Locale.ROOT)) : unlessSaid;
    }
}
