package io.sluice.ftp;

import java.util.ArrayList;
import java.util.List;

/// A reply (RFC 959 §4.2): its code, and its lines as they cross the wire, code and separator included, without line
/// ends. A reply that came from a backend keeps its lines to the byte, in whatever form that server writes them; one of
/// our own is made by [#of] in the form of the RFC.
public record Reply(int code, List<String> lines) {
    public Reply {
        lines = List.copyOf(lines);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException("a reply has at least one line");
        }
    }

    /// A reply of our own. Several texts make a multi-line reply: `xyz-` first, a blank before the lines in between,
    /// `xyz` and a space last.
    public static Reply of(int code, String text, String... more) {
        if (more.length == 0) {
            return new Reply(code, List.of(code + " " + WireText.of(text)));
        }
        var lines = new ArrayList<String>(more.length + 1);
        lines.add(code + "-" + WireText.of(text));
        for (int i = 0; i < more.length - 1; i++) {
            lines.add(" " + WireText.of(more[i]));
        }
        lines.add(code + " " + WireText.of(more[more.length - 1]));
        return new Reply(code, lines);
    }

    public boolean isPreliminary() {
        return code >= 100 && code < 200;
    }

    /// 2xx.
    public boolean isCompletion() {
        return code >= 200 && code < 300;
    }

    /// 3xx.
    public boolean isIntermediate() {
        return code >= 300 && code < 400;
    }

    /// 4xx or 5xx.
    public boolean isNegative() {
        return code >= 400;
    }

    /// The text of the last line, without code and separator.
    public String text() {
        var last = lines.getLast();
        return last.length() > 4 ? last.substring(4) : "";
    }
}
