package io.sluice.module;

import io.sluice.config.Position;
import java.util.Optional;

/// What refused a client or a command: the rule in its own words, where it stands, and the module that holds it.
public record Refusal(String rule, Optional<Position> position, String module) {}
