package io.sluice.config;

import java.util.HashMap;
import java.util.Map;

/// The variables that `%{env:NAME}` names: those of the process, changed by `SetEnv` and `UnsetEnv` as a file is read.
final class Environment {
    private static final String OPEN = "%{env:";
    private static final int SHORTEST_WITH_REFERENCE = 8;
    private static final int MOST_ROUNDS = 32;
    private static final int MOST_GROWTH = 1 << 20;

    private final Map<String, String> variables;

    Environment(Map<String, String> variables) {
        this.variables = new HashMap<>(variables);
    }

    /// Whether a word has a reference to a variable.
    static boolean isReferred(String word) {
        return word.contains(OPEN);
    }

    void set(String name, String value) {
        variables.put(name, value);
    }

    void unset(String name) {
        variables.remove(name);
    }

    /// Replaces references by values, and references in those values, until none is left. A variable that leads back to
    /// itself ends after 32 rounds, or when it has grown by a mebibyte, with its reference left as text.
    String resolve(String word) {
        String now = word;
        for (int round = 0; round < MOST_ROUNDS; round++) {
            if (now.length() < SHORTEST_WITH_REFERENCE || now.length() - word.length() > MOST_GROWTH) {
                return now;
            }
            String next = replaceOnce(now);
            if (next.equals(now)) {
                return now;
            }
            now = next;
        }
        return now;
    }

    private String replaceOnce(String word) {
        int open = word.indexOf(OPEN);
        int close = open < 0 ? -1 : word.indexOf('}', open);
        if (close < 0) {
            return word;
        }
        var replaced = new StringBuilder();
        int from = 0;
        while (close >= 0) {
            replaced.append(word, from, open);
            replaced.append(variables.getOrDefault(word.substring(open + OPEN.length(), close), ""));
            from = close + 1;
            open = word.indexOf(OPEN, from);
            close = open < 0 ? -1 : word.indexOf('}', open);
        }
        return replaced.append(word, from, word.length()).toString();
    }
}
