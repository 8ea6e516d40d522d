package io.sluice.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How an event becomes a JSON object: the members of a format, then what is added to it. Of two members with one name
/// the first that has a value is written.
final class EventRecord {
    private static final int LONGEST_EXTRA = 1023;

    private final List<RecordMember> members;
    private final List<ExtraMember> extra;

    /// A record of the members of `format`.
    ///
    /// @param extra what comes after them
    EventRecord(LogFormat format, List<ExtraMember> extra) {
        this.members = format.members();
        this.extra = List.copyOf(extra);
    }

    /// The record; none of an event about which there is nothing to say.
    Optional<String> of(LogEvent event) {
        var names = new HashSet<String>();
        var json = JsonLine.of(line -> {
            switch (event.moment()) {
                case CONNECT -> end("connecting", line, names);
                case EXIT -> end("disconnecting", line, names);
                case COMMAND -> {}
            }
            for (var member : members) {
                if (!names.contains(member.name()) && member.write(event, line)) {
                    names.add(member.name());
                }
            }
            extra.stream().filter(member -> names.add(member.name())).forEach(member -> write(member, event, line));
        });
        return names.isEmpty() ? Optional.empty() : Optional.of(json);
    }

    private static void end(String name, JsonLine line, Set<String> names) {
        line.bool(name, Optional.of(true));
        names.add(name);
    }

    private static void write(ExtraMember member, LogEvent event, JsonLine line) {
        switch (member) {
            case ExtraMember.Text(var name, var written, var format) -> {
                var text = format.bytes(event);
                line.read(name, text.length <= LONGEST_EXTRA ? new String(text, UTF_8) : written);
            }
            case ExtraMember.Fixed(var name, var json) -> line.json(name, json);
        }
    }
}
