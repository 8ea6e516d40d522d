package io.sluice.config;

/// A line after continuations are joined; `number` is the 1-based number of the last physical line in it.
record LogicalLine(String text, int number) {}
