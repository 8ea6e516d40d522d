package io.sluice.log;

import io.sluice.config.BadValue;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// What one line of `+Word -Word …` changes (`LogOptions`, `TraceOptions`); the rest stays as it is.
public record Switches<E extends Enum<E>>(Set<E> on, Set<E> off) {
    public Switches {
        on = Set.copyOf(on);
        off = Set.copyOf(off);
    }

    /// Reads the words; `what` names an option in messages (`LogOption`).
    static <E extends Enum<E>> Switches<E> parse(
            List<String> words, String what, Class<E> type, Function<String, Optional<E>> named) throws BadValue {
        var on = EnumSet.noneOf(type);
        var off = EnumSet.noneOf(type);
        for (var word : words) {
            if (!word.startsWith("+") && !word.startsWith("-")) {
                throw new BadValue("bad " + what + ": '" + word + "'");
            }
            var option = named.apply(word.substring(1))
                    .orElseThrow(() -> new BadValue("unknown " + what + ": '" + word + "'"));
            (word.startsWith("+") ? on : off).add(option);
            (word.startsWith("+") ? off : on).remove(option);
        }
        return new Switches<>(on, off);
    }

    /// The options that are on after all lines, first to last.
    static <E extends Enum<E>> Set<E> apply(Set<E> defaults, List<Switches<E>> lines) {
        var result = new HashSet<>(defaults);
        for (var line : lines) {
            result.addAll(line.on());
            result.removeAll(line.off());
        }
        return Collections.unmodifiableSet(result);
    }
}
