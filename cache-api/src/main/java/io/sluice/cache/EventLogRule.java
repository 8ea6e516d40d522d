package io.sluice.cache;

import java.util.List;
import java.util.Optional;

/// One line of a directive that says which events are kept, as written. What its words mean, the gateway knows.
public sealed interface EventLogRule {

    /// Nothing is kept by directives of this name (`none`).
    record Nothing() implements EventLogRule {}

    /// Some events are kept.
    ///
    /// @param events comma-separated names of them
    /// @param format the name of a `LogFormat`, whose variables a record has
    /// @param key of the list they go to, with variables as in a `LogFormat`; empty for the name of the format
    record Kept(String events, String format, Optional<String> key) implements EventLogRule {}

    /// Reads `none`, or events, format and perhaps a key.
    ///
    /// @throws CacheException of kind [ARGUMENT][CacheException.Kind#ARGUMENT] for another count of words
    static EventLogRule parse(List<String> words) throws CacheException {
        if (words.size() == 1 && words.getFirst().equalsIgnoreCase("none")) {
            return new Nothing();
        }
        if (words.size() != 2 && words.size() != 3) {
            throw new CacheException(
                    CacheException.Kind.ARGUMENT,
                    "wrong number of parameters; expected 'none', or names, a format and perhaps a key");
        }
        return new Kept(words.get(0), words.get(1), words.stream().skip(2).findFirst());
    }
}
