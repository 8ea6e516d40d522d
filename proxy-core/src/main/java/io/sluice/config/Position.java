package io.sluice.config;

/// Where a directive stands: the file as it was named, and the 1-based numbers of the last physical line read for it
/// and of the first. Values set from code carry [#CODE].
public record Position(String file, int line, int firstLine) {
    public static final Position CODE = new Position("<code>", 0);

    /// A directive that is one physical line.
    public Position(String file, int line) {
        this(file, line, line);
    }

    /// The place as tools show it: the file, and the line where the directive begins.
    public String brief() {
        return line == 0 ? file : file + ":" + firstLine;
    }

    /// The place in the words of complaints, which tell where the directive ends.
    @Override
    public String toString() {
        return line == 0 ? file : "line " + line + " of '" + file + "'";
    }
}
