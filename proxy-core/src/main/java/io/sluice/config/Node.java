package io.sluice.config;

import java.util.List;

/// A part of a parsed configuration, as written: conditionals are decided, includes are read, nothing else is checked.
sealed interface Node {
    String name();

    List<String> words();

    Position position();

    /// A directive; `words` are its arguments.
    record Line(String name, List<String> words, Position position) implements Node {
        public Line {
            words = List.copyOf(words);
        }
    }

    /// A section; `words` are the arguments of its header.
    record Block(String name, List<String> words, List<Node> contents, Position position) implements Node {
        public Block {
            words = List.copyOf(words);
            contents = List.copyOf(contents);
        }
    }
}
