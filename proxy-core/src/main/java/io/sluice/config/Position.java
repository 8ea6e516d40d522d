package io.sluice.config;

/// Where a directive stands: the file as it was named, and the 1-based number of the last physical line read for it.
/// Values set from code carry [#CODE].
public record Position(String file, int line) {
    public static final Position CODE = new Position("<code>", 0);

    @Override
    public String toString() {
        return line == 0 ? file : "line " + line + " of '" + file + "'";
    }
}
