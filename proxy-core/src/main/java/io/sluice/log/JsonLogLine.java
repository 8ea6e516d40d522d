package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// One line of `JsonLog`: where to, and which kinds of records.
public record JsonLogLine(Destination destination, Set<Kind> kinds) {

    /// What a record is about.
    public enum Kind {
        SESSION,
        TRANSFER,
        COMMAND;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public JsonLogLine {
        kinds = Set.copyOf(kinds);
    }

    static JsonLogLine parse(Arguments arguments) throws BadValue {
        var kinds = EnumSet.noneOf(Kind.class);
        for (var word : arguments.all().subList(1, arguments.size())) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "session" -> kinds.add(Kind.SESSION);
                case "transfer" -> kinds.add(Kind.TRANSFER);
                case "command" -> kinds.add(Kind.COMMAND);
                case "all" -> kinds.addAll(EnumSet.allOf(Kind.class));
                default ->
                    throw new BadValue(
                            "unknown record kind '" + word + "', expected session, transfer, command or all");
            }
        }
        if (kinds.isEmpty()) {
            kinds.addAll(EnumSet.of(Kind.SESSION, Kind.TRANSFER));
        }
        return new JsonLogLine(Destination.parse(arguments.text()), kinds);
    }
}
