package io.sluice.system.client;

import java.util.List;

/// A reply as it came, all lines without their line ends; text is one char per byte.
public record RawReply(List<String> lines) {
    public RawReply {
        lines = List.copyOf(lines);
    }

    public int code() {
        return Integer.parseInt(lines.getLast().substring(0, 3));
    }

    /// The last line without its code.
    public String text() {
        var last = lines.getLast();
        return last.length() > 4 ? last.substring(4) : "";
    }

    @Override
    public String toString() {
        return String.join("\n", lines);
    }
}
