package io.sluice.log;

/// What every log needs: who writes, where files are kept, and where to complain.
public record Logging(Origin origin, LogFiles files, SystemLog system) {}
