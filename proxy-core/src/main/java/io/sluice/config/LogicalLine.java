package io.sluice.config;

/// A line after continuations are joined; `first` and `last` are the 1-based numbers of the physical lines in it.
record LogicalLine(String text, int first, int last) {}
