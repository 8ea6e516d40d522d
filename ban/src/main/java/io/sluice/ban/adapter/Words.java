package io.sluice.ban.adapter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A request without its action: the word that comes first, the options directly behind it, and the rest.
///
/// @param options by their letters; empty texts for those without a value
record Words(String first, Map<Character, String> options, List<String> names) {
    Words {
        options = Map.copyOf(options);
        names = List.copyOf(names);
    }

    /// The letter of an option that there is not, or that lacks its value.
    static final class Unsupported extends Exception {
        private static final long serialVersionUID = 1L;

        Unsupported(char option) {
            super(String.valueOf(option));
        }
    }

    /// Reads words, of which there is at least one. Letters may stand together behind one dash, and the last of them
    /// may have its value attached.
    ///
    /// @param flags letters without a value
    /// @param valued letters with one
    static Words read(List<String> words, String flags, String valued) throws Unsupported {
        var options = new HashMap<Character, String>();
        var rest = new ArrayList<>(words.subList(1, words.size()));
        while (!rest.isEmpty()
                && rest.getFirst().length() > 1
                && rest.getFirst().startsWith("-")) {
            var word = rest.removeFirst();
            if (word.equals("--")) {
                break;
            }
            for (int i = 1; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (flags.indexOf(letter) >= 0) {
                    options.put(letter, "");
                    continue;
                }
                if (valued.indexOf(letter) < 0 || (i == word.length() - 1 && rest.isEmpty())) {
                    throw new Unsupported(letter);
                }
                options.put(letter, i < word.length() - 1 ? word.substring(i + 1) : rest.removeFirst());
                break;
            }
        }
        return new Words(words.getFirst(), options, rest);
    }

    boolean has(char option) {
        return options.containsKey(option);
    }

    Optional<String> value(char option) {
        return Optional.ofNullable(options.get(option));
    }
}
