package io.sluice.cache;

/// What the records of a format have beside what the format says, as written.
///
/// @param format the name of a `LogFormat`
/// @param members a JSON object, whose texts may have variables as in a `LogFormat`
public record EventLogExtra(String format, String members) {}
