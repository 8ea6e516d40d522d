package io.sluice.module;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Users or groups of the machine, and whether they alone are meant, or everybody else: `allow user alice,bob`,
/// `deny group guests`. The name `*` is everybody.
public record AccessList(boolean allow, Kind kind, Set<String> names) {
    /// The name that stands for all.
    public static final String EVERYBODY = "*";

    public enum Kind {
        USER,
        GROUP
    }

    public AccessList {
        names = Set.copyOf(names);
    }

    /// Reads three arguments from a 0-based index on.
    ///
    /// @param must what stands behind `first parameter must be` and its like
    static AccessList parse(Arguments arguments, int index, String first, String second, String must) throws BadValue {
        return parse(arguments.all().subList(index, index + 3), first, second, must);
    }

    private static AccessList parse(List<String> words, String first, String second, String must) throws BadValue {
        boolean allow = switch (words.getFirst()) {
            case "allow" -> true;
            case "deny" -> false;
            case String other ->
                throw new BadValue(
                        first + " parameter must be " + must + "'allow' or 'deny'", "; seen: '" + other + "'");
        };
        var kind = switch (words.get(1)) {
            case "user" -> Kind.USER;
            case "group" -> Kind.GROUP;
            case String other ->
                throw new BadValue(
                        second + " parameter must be " + must + "'user' or 'group'", "; seen: '" + other + "'");
        };
        return new AccessList(allow, kind, words(words.get(2)));
    }

    /// `allow|deny user|group list` alone, as in `ControlsSocketACL`; the first two in any case.
    public static AccessList parse(Arguments arguments) throws BadValue {
        return parse(
                List.of(
                        arguments.text(0).toLowerCase(Locale.ROOT),
                        arguments.text(1).toLowerCase(Locale.ROOT),
                        arguments.text(2)),
                "first",
                "second",
                "either ");
    }

    static Set<String> words(String list) {
        return Arrays.stream(list.split("[,\\s]+", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// Whether it lets one in of whom is known which of the names are his.
    public boolean admits(Predicate<String> isOneOf) {
        boolean listed = names.contains(EVERYBODY) || names.stream().anyMatch(isOneOf);
        return listed == allow;
    }
}
