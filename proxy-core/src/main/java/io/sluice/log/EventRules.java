package io.sluice.log;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// What an event log records, by the places that its directives stand in. A session in several places has the rules of
/// all of them, from the server inwards; `none` drops those that come from further out. What is recorded on commands
/// comes before what is recorded on events.
final class EventRules {

    /// Which events have a record, how it looks, and the list that gets it.
    record Rule(CommandSelection selection, EventRecord format, EventKey key) {}

    /// A directive: the same with the name of the format, whose further members depend on the place.
    record Line(CommandSelection selection, String formatName, LogFormat format, EventKey key) {}

    /// The directives of one name in one place.
    ///
    /// @param inherits whether those from further out hold too
    record Lines(boolean inherits, List<Line> own) {
        Lines {
            own = List.copyOf(own);
        }

        private List<Line> behind(List<Line> outer) {
            return inherits ? Stream.concat(outer.stream(), own.stream()).toList() : own;
        }
    }

    /// What stands in one place.
    ///
    /// @param extra what records of a format have beside its variables, by the name of the format
    record Part(EventPlace place, Lines onCommand, Lines onEvent, Map<String, List<ExtraMember>> extra) {}

    private final List<Part> parts;

    /// The rules of sessions that are in these parts, by their numbers.
    private final Map<BitSet, List<Rule>> known = new ConcurrentHashMap<>();

    EventRules(List<Part> parts) {
        this.parts = parts.stream()
                .sorted(Comparator.comparingInt(part -> part.place().depth()))
                .toList();
    }

    /// Whether nothing is recorded anywhere.
    boolean isEmpty() {
        return parts.stream()
                .allMatch(part ->
                        part.onCommand().own().isEmpty() && part.onEvent().own().isEmpty());
    }

    /// The rules for an event, by where its session is.
    List<Rule> of(LogEvent event) {
        var here = new BitSet(parts.size());
        for (int i = 0; i < parts.size(); i++) {
            here.set(i, parts.get(i).place().holds(event.session()));
        }
        return known.computeIfAbsent(here, this::together);
    }

    private List<Rule> together(BitSet here) {
        List<Line> onCommand = List.of();
        List<Line> onEvent = List.of();
        var extra = new HashMap<String, List<ExtraMember>>();
        for (int i = here.nextSetBit(0); i >= 0; i = here.nextSetBit(i + 1)) {
            var part = parts.get(i);
            onCommand = part.onCommand().behind(onCommand);
            onEvent = part.onEvent().behind(onEvent);
            part.extra()
                    .forEach((format, members) -> extra.computeIfAbsent(format, _ -> new ArrayList<>())
                            .addAll(members));
        }
        return Stream.concat(onCommand.stream(), onEvent.stream())
                .map(line -> new Rule(
                        line.selection(),
                        new EventRecord(line.format(), extra.getOrDefault(line.formatName(), List.of())),
                        line.key()))
                .toList();
    }
}
