package io.sluice.config;

import java.util.ArrayList;
import java.util.List;

/// The words of a logical line.
///
/// Words are separated by blanks and tabs. A word that starts with `"` extends to the next unescaped `"`, or to the end
/// of the line, and inside it `\x` stands for `x`; in other words quotes and backslashes are ordinary. A word that
/// starts with `#` ends the line.
final class Words {
    private static final String RESOLVED_LATER = "SQLNamedQuery";

    private final String line;
    private int at;

    private Words(String line) {
        this.line = line;
    }

    /// The words as they stand in the line.
    static List<String> of(String line) {
        var words = new ArrayList<String>();
        var scan = new Words(line);
        while (scan.anotherWord()) {
            words.add(scan.word());
        }
        return words;
    }

    /// The words with references to variables resolved; a word that a reference gave a blank is split again. Those of a
    /// directive whose text is read anew for each session keep their references.
    static List<String> of(String line, Environment environment) {
        var written = of(line);
        if (written.stream().noneMatch(Environment::isReferred)
                || written.getFirst().equalsIgnoreCase(RESOLVED_LATER)) {
            return written;
        }
        var words = new ArrayList<String>();
        for (String word : written) {
            String resolved = environment.resolve(word);
            if (!resolved.equals(word) && hasBlank(resolved)) {
                words.addAll(of(resolved));
            } else {
                words.add(resolved);
            }
        }
        return words;
    }

    private boolean anotherWord() {
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at < line.length() && line.charAt(at) != '#';
    }

    private String word() {
        return line.charAt(at) == '"' ? quoted() : plain();
    }

    private String plain() {
        int start = at;
        while (at < line.length() && !isBlank(line.charAt(at))) {
            at++;
        }
        return line.substring(start, at);
    }

    private String quoted() {
        var word = new StringBuilder();
        at++;
        while (at < line.length() && line.charAt(at) != '"') {
            if (line.charAt(at) == '\\' && at + 1 < line.length()) {
                at++;
            }
            word.append(line.charAt(at));
            at++;
        }
        at++;
        return word.toString();
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    private static boolean hasBlank(String word) {
        return word.chars().anyMatch(c -> isBlank((char) c));
    }
}
