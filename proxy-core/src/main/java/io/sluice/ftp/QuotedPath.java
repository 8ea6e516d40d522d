package io.sluice.ftp;

import java.util.Optional;

/// The path in a 257 reply (RFC 959 §5.4, appendix II): between quotes, with every quote inside it doubled.
public final class QuotedPath {
    private QuotedPath() {}

    /// The first quoted path in the reply.
    public static Optional<String> of(Reply reply) {
        for (var line : reply.lines()) {
            var path = of(line);
            if (path.isPresent()) {
                return path;
            }
        }
        return Optional.empty();
    }

    /// The first quoted path in the text. Text may follow it, and a path without its closing quote is none.
    public static Optional<String> of(String text) {
        int open = text.indexOf('"');
        if (open < 0) {
            return Optional.empty();
        }
        var path = new StringBuilder();
        for (int i = open + 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '"') {
                path.append(c);
            } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                path.append(c);
                i++;
            } else {
                return Optional.of(path.toString());
            }
        }
        return Optional.empty();
    }

    /// The path with its quotes.
    public static String quote(String path) {
        return '"' + path.replace("\"", "\"\"") + '"';
    }
}
