package io.sluice.acl.adapter;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Values that the access modules read alike, each with a sentence of its own for what it does not take.
final class Scalars {
    private Scalars() {}

    static <T> T choice(String word, Map<String, T> known, String otherwise) throws BadValue {
        return Optional.ofNullable(known.get(word.toLowerCase(Locale.ROOT))).orElseThrow(() -> new BadValue(otherwise));
    }

    static boolean engine(Arguments arguments, String otherwise) throws BadValue {
        try {
            return arguments.bool();
        } catch (BadValue _) {
            throw new BadValue(otherwise);
        }
    }
}
