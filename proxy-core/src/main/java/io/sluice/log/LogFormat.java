package io.sluice.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A format of `LogFormat`, compiled: literal text and variables in turn. What variables give is escaped, so that a
/// line stays a line; between quotes, quotes are escaped too.
public final class LogFormat {
    /// The text of the format `default`.
    public static final String DEFAULT = "%h %l %u %t \"%r\" %s %b";

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Value(LogVariables.Variable variable, boolean quoted) implements Part {}
    }

    private final List<Part> parts;
    private final List<String> warnings;

    private LogFormat(List<Part> parts, List<String> warnings) {
        this.parts = List.copyOf(parts);
        this.warnings = List.copyOf(warnings);
    }

    static LogFormat compile(String text, Origin origin, boolean utc) {
        return new Compiler(text, new LogVariables(origin, utc)).compile();
    }

    /// What nobody may have meant: unknown variables, which are written as they stand.
    public List<String> warnings() {
        return warnings;
    }

    String line(LogEvent event) {
        var line = new StringBuilder(160);
        for (var part : parts) {
            switch (part) {
                case Part.Literal(var text) -> line.append(text);
                case Part.Value(var variable, var quoted) ->
                    line.append(LogText.escape(variable.of(event).orElse("-"), quoted));
            }
        }
        return line.toString();
    }

    /// Reads the text from left to right once.
    private static final class Compiler {
        private final String text;
        private final LogVariables variables;
        private final List<Part> parts = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private boolean quoted;
        private int next;

        Compiler(String text, LogVariables variables) {
            this.text = text;
            this.variables = variables;
        }

        LogFormat compile() {
            while (next < text.length()) {
                char c = text.charAt(next);
                if (c != '%' || next + 1 == text.length()) {
                    quoted ^= c == '"';
                    literal.append(c);
                    next++;
                } else if (text.charAt(next + 1) == '{' && text.indexOf('}', next) > 0) {
                    word();
                } else {
                    letter();
                }
            }
            if (text.isEmpty()) {
                warnings.add("lines are empty");
            }
            endLiteral();
            return new LogFormat(parts, warnings);
        }

        private void letter() {
            char letter = text.charAt(next + 1);
            if (letter == '%') {
                literal.append('%');
            } else {
                value(variables.letter(letter), "%" + letter);
            }
            next += 2;
        }

        private void word() {
            int end = text.indexOf('}', next);
            var word = text.substring(next + 2, end);
            char after = end + 1 < text.length() ? text.charAt(end + 1) : ' ';
            var known = variables.word(word);
            next = end + 1;
            if (known.isEmpty() && (after == 'e' || after == 't') && !word.isEmpty()) {
                known = Optional.of(after == 'e' ? variables.environment(word) : variables.time(word));
                next++;
            }
            value(known, "%{" + word + "}");
        }

        private void value(Optional<LogVariables.Variable> variable, String written) {
            if (variable.isPresent()) {
                endLiteral();
                parts.add(new Part.Value(variable.get(), quoted));
            } else {
                warnings.add("unknown variable '" + written + "'");
                literal.append(written);
            }
        }

        private void endLiteral() {
            if (!literal.isEmpty()) {
                parts.add(new Part.Literal(LogText.escapeRead(literal.toString())));
                literal.setLength(0);
            }
        }
    }
}
