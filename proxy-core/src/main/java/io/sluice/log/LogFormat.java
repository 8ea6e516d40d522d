package io.sluice.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// A format of `LogFormat`, compiled: literal text and variables in turn. What variables give is escaped, so that a
/// line stays a line; between quotes, quotes are escaped too.
public final class LogFormat {
    /// The text of the format `default`.
    public static final String DEFAULT = "%h %l %u %t \"%r\" %s %b";

    private sealed interface Part {
        record Literal(String text) implements Part {}

        record Value(LogVariables.Variable variable, RecordMember member, boolean quoted) implements Part {}
    }

    private final List<Part> parts;
    private final List<String> warnings;

    private LogFormat(List<Part> parts, List<String> warnings) {
        this.parts = List.copyOf(parts);
        this.warnings = List.copyOf(warnings);
    }

    static LogFormat compile(String text, Origin origin, boolean utc) {
        return new Compiler(text, new LogVariables(origin, utc), new RecordMembers(origin, utc)).compile();
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
                case Part.Value(var variable, var _, var quoted) ->
                    line.append(LogText.escape(variable.of(event).orElse("-"), quoted));
            }
        }
        return line.toString();
    }

    /// The text of an event in which nothing is escaped and what does not apply is left out: literal text in UTF-8,
    /// what clients sent byte for byte.
    byte[] bytes(LogEvent event) {
        var bytes = new ByteArrayOutputStream();
        for (var part : parts) {
            switch (part) {
                case Part.Literal(var text) -> bytes.writeBytes(text.getBytes(UTF_8));
                case Part.Value(var variable, var _, var _) ->
                    variable.of(event).ifPresent(value -> bytes.writeBytes(value.getBytes(encoding(value))));
            }
        }
        return bytes.toByteArray();
    }

    private static Charset encoding(String value) {
        return value.chars().allMatch(c -> c <= 0xff) ? ISO_8859_1 : UTF_8;
    }

    /// The members that a record has of an event, in the order of the variables.
    List<RecordMember> members() {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Value value ? Stream.of(value.member()) : Stream.empty())
                .toList();
    }

    /// Reads the text from left to right once.
    private static final class Compiler {
        private final String text;
        private final LogVariables variables;
        private final RecordMembers members;
        private final List<Part> parts = new ArrayList<>();
        private final List<String> warnings = new ArrayList<>();
        private final StringBuilder literal = new StringBuilder();
        private boolean quoted;
        private int next;

        Compiler(String text, LogVariables variables, RecordMembers members) {
            this.text = text;
            this.variables = variables;
            this.members = members;
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
                value(variables.letter(letter), variable -> members.letter(letter, variable), "%" + letter);
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
                next++;
                if (after == 'e') {
                    value(
                            Optional.of(variables.environment(word)),
                            variable -> RecordMember.text("ENV:" + word, variable),
                            word);
                } else {
                    value(Optional.of(variables.time(word)), variable -> RecordMember.text(word, variable), word);
                }
                return;
            }
            value(known, variable -> RecordMembers.word(word, variable), "%{" + word + "}");
        }

        private void value(
                Optional<LogVariables.Variable> variable,
                Function<LogVariables.Variable, RecordMember> member,
                String written) {
            if (variable.isPresent()) {
                endLiteral();
                parts.add(new Part.Value(variable.get(), member.apply(variable.get()), quoted));
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
