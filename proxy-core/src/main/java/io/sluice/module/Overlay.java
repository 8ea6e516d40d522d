package io.sluice.module;

import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;

/// Directives that hold for some sessions of a server only, and are then laid over those of the server: what stands in
/// a section such as `<IfClass>`. Whoever owns the section knows for which.
///
/// @param title the section as written
public record Overlay(String title, DirectiveSet contents, Position position) {
    @Override
    public String toString() {
        return title;
    }
}
