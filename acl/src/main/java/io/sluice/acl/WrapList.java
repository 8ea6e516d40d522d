package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/// Elements of which one must fit, and perhaps others behind `EXCEPT` of which none may: `a EXCEPT b EXCEPT c` is `a
/// EXCEPT (b EXCEPT c)`.
///
/// @param <E> an element
record WrapList<E>(List<E> elements, Optional<WrapList<E>> except) {
    WrapList {
        elements = List.copyOf(elements);
    }

    private static final String EXCEPT = "EXCEPT";

    static <E> WrapList<E> of(List<String> words, Function<String, E> reader) {
        int except = words.indexOf(EXCEPT);
        var own = except < 0 ? words : words.subList(0, except);
        Optional<WrapList<E>> others =
                except < 0 ? Optional.empty() : Optional.of(of(words.subList(except + 1, words.size()), reader));
        return new WrapList<>(new ArrayList<>(own.stream().map(reader).toList()), others);
    }

    /// The first element that fits, if none behind `EXCEPT` does.
    Optional<E> find(Predicate<E> fits) {
        var found = elements.stream().filter(fits).findFirst();
        return found.isPresent() && except.flatMap(others -> others.find(fits)).isEmpty() ? found : Optional.empty();
    }

    /// Whether there is such an element anywhere.
    boolean has(Predicate<E> kind) {
        return elements.stream().anyMatch(kind)
                || except.filter(others -> others.has(kind)).isPresent();
    }
}
