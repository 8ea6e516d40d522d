package io.sluice.config;

/// One occurrence of a directive or section: its value, and where it was set.
public record Setting<T>(T value, Position position) {}
