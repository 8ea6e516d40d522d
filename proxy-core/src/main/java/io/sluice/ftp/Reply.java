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
        for (var line : lines) {
            if (line.indexOf('\n') >= 0) {
                throw new IllegalArgumentException("a line feed within a line of a reply: " + line);
            }
        }
    }

    /// A reply of our own, in what people write. Several texts make a multi-line reply: `xyz-` first, a blank before
    /// the lines in between, `xyz` and a space last.
    ///
    /// What a client sent is wire text already: a reply that repeats it is made by [#ofWire].
    public static Reply of(int code, String text, String... more) {
        var wire = new String[more.length];
        for (int i = 0; i < more.length; i++) {
            wire[i] = WireText.of(more[i]);
        }
        return ofWire(code, WireText.of(text), wire);
    }

    /// A reply of our own, in wire text. Line ends within the text become blanks.
    public static Reply ofWire(int code, String text, String... more) {
        if (more.length == 0) {
            return new Reply(code, List.of(code + " " + oneLine(text)));
        }
        var lines = new ArrayList<String>(more.length + 1);
        lines.add(code + "-" + oneLine(text));
        for (int i = 0; i < more.length - 1; i++) {
            lines.add(" " + oneLine(more[i]));
        }
        lines.add(code + " " + oneLine(more[more.length - 1]));
        return new Reply(code, lines);
    }

    private static String oneLine(String text) {
        return text.replace('\r', ' ').replace('\n', ' ');
    }

    /// The same reply with `xyz-` on every line but the last, in place of the blank that stands before the lines in
    /// between (`MultilineRFC2228`). Meant for replies of our own.
    public Reply withCodeOnEveryLine() {
        var coded = new ArrayList<String>(lines.size());
        for (int i = 0; i < lines.size(); i++) {
            var line = lines.get(i);
            boolean outer = i == 0 || i == lines.size() - 1;
            coded.add(outer ? line : code + "-" + (line.startsWith(" ") ? line.substring(1) : line));
        }
        return new Reply(code, coded);
    }

    /// The same texts under another code; the form of the lines stays.
    public Reply withCode(int other) {
        var own = Integer.toString(code);
        return new Reply(
                other,
                lines.stream()
                        .map(line -> hasCode(line, own) ? other + line.substring(own.length()) : line)
                        .toList());
    }

    private static boolean hasCode(String line, String code) {
        return line.startsWith(code)
                && (line.length() == code.length() || line.charAt(3) == '-' || line.charAt(3) == ' ');
    }

    /// The lines as they are sent, each with CRLF.
    public byte[] bytes() {
        var text = new StringBuilder();
        for (var line : lines) {
            text.append(line).append("\r\n");
        }
        return WireText.bytes(text.toString());
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
        return code >= 400 && code < 600;
    }

    /// The text of the last line, without code and separator.
    public String text() {
        var last = lines.getLast();
        return last.length() > 4 ? last.substring(4) : "";
    }
}
