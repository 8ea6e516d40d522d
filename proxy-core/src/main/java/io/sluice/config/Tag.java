package io.sluice.config;

import java.util.ArrayList;
import java.util.List;

/// The line that opens (`<Name a b>`) or closes (`</Name>`) a section. The final `>` may stand in a word of its own,
/// and its absence is forgiven.
record Tag(String name, boolean closing, List<String> arguments) {

    static boolean starts(List<String> words) {
        return words.getFirst().startsWith("<");
    }

    static Tag of(List<String> words) {
        var rest = new ArrayList<>(words);
        String last = rest.getLast();
        if (last.endsWith(">")) {
            rest.set(rest.size() - 1, last.substring(0, last.length() - 1));
            if (last.length() == 1 && rest.size() > 1) {
                rest.removeLast();
            }
        }
        String first = rest.removeFirst();
        boolean closing = first.startsWith("</");
        return new Tag(first.substring(Math.min(first.length(), closing ? 2 : 1)), closing, List.copyOf(rest));
    }
}
