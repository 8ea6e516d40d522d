package io.sluice.ssh;

import io.sluice.session.SessionDirectives.Ident;

/// What stands behind `SSH-2.0-` in a version line (RFC 4253 §4.2), as `ServerIdent` has it.
public final class VersionText {
    private static final int LONGEST = 240;

    private VersionText() {}

    /// The line of a product of that version: its name and version, the name alone, or another text.
    ///
    /// @param separator between name and version
    public static String of(Ident ident, String name, String separator, String version) {
        var text = ident.shown() ? ident.text().orElse(name + separator + version) : name;
        var clean = text.replaceAll("[^ -~]", "_");
        return clean.substring(0, Math.min(LONGEST, clean.length()));
    }
}
