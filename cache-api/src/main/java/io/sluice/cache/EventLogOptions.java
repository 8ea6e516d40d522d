package io.sluice.cache;

import java.util.List;

/// The directives by which the stores of a provider are told what to keep of sessions, in a [CacheEventLog]. They are
/// among [CacheProvider#options()] too. What is kept is the gateway's affair: it reads these, and a store need not.
///
/// @param engine whether events are kept at all; they are not where it is absent
/// @param onCommand which commands are kept
/// @param onEvent which events are kept: commands by their classes, and the two ends of a session
/// @param extra what records of a format have beside what the format says
public record EventLogOptions(
        Option<Boolean> engine,
        Option<EventLogRule> onCommand,
        Option<EventLogRule> onEvent,
        Option<EventLogExtra> extra) {

    /// The three that say what is kept and how it looks.
    public List<Option<?>> rules() {
        return List.of(onCommand, onEvent, extra);
    }
}
