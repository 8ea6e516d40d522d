package io.sluice.sql;

import io.sluice.config.BadValue;
import io.sluice.log.SessionVariables;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A statement with a parameter in place of each variable, and what is bound to them.
///
/// A string in which a variable stands becomes one parameter, whatever else is in it; a variable outside of strings
/// becomes one too. Where a parameter cannot stand (inside names and comments, for a table, in `LIMIT`, `ORDER BY` and
/// `GROUP BY`) a variable is refused. `%%` is a percent sign.
record QueryText(String sql, List<Binding> bindings) {
    QueryText {
        bindings = List.copyOf(bindings);
    }

    /// @param name how errors call the query
    static QueryText of(String name, String statement, Dialect dialect, SessionVariables variables) throws BadValue {
        return new Scan(name, statement, dialect, variables).run();
    }

    /// What kind of thing is expected next.
    private enum Clause {
        VALUES,
        TABLES,
        NO_PARAMETER
    }

    private static final class Scan {
        private final String name;
        private final String text;
        private final Dialect dialect;
        private final SessionVariables variables;
        private final StringBuilder sql = new StringBuilder();
        private final List<Binding> bindings = new ArrayList<>();
        private final Deque<Level> enclosing = new ArrayDeque<>();
        private Level level = new Level();
        private String lastWord = "";
        private int at;

        /// What stands between two parentheses, or outside of all.
        private static final class Level {
            private Clause clause = Clause.VALUES;
            private boolean selects;
        }

        Scan(String name, String text, Dialect dialect, SessionVariables variables) {
            this.name = name;
            this.text = text;
            this.dialect = dialect;
            this.variables = variables;
        }

        QueryText run() throws BadValue {
            while (at < text.length()) {
                step();
            }
            return new QueryText(sql.toString(), bindings);
        }

        private void step() throws BadValue {
            char c = text.charAt(at);
            if (c == '\'' || (c == '"' && dialect.hasDoubleQuotedStrings())) {
                string(c);
            } else if (c == '"') {
                quotedName('"');
            } else if (c == '`' && dialect.hasBacktickNames()) {
                quotedName('`');
            } else if (c == '[' && dialect.hasBracketNames()) {
                quotedName(']');
            } else if (text.startsWith("--", at) || (c == '#' && dialect.hasHashComments())) {
                withoutVariables(endOfLine());
            } else if (text.startsWith("/*", at)) {
                withoutVariables(endOfComment());
            } else if (c == '$' && dialect.hasDollarQuotes() && dollarTag().isPresent()) {
                withoutVariables(endOfDollarQuote(dollarTag().get()));
            } else if (c == '%') {
                percent();
            } else if (isOfName(c)) {
                word();
            } else {
                other(c);
            }
        }

        /// A string: as it stands, or a parameter if a variable is in it.
        private void string(char quote) throws BadValue {
            int start = at;
            boolean prefixed = start > 0 && isOfName(text.charAt(start - 1));
            var parts = new ArrayList<Binding.Part>();
            var literal = new StringBuilder();
            Optional<String> variable = Optional.empty();
            at++;
            while (true) {
                if (at >= text.length()) {
                    throw bad("a string is not closed");
                }
                char c = text.charAt(at);
                if (c == quote && at + 1 < text.length() && text.charAt(at + 1) == quote) {
                    literal.append(c);
                    at += 2;
                } else if (c == quote) {
                    at++;
                    break;
                } else if (c == '\\' && dialect.hasBackslashes() && at + 1 < text.length()) {
                    literal.append(unescaped(text.charAt(at + 1)));
                    at += 2;
                } else if (c == '%') {
                    var read = read();
                    if (read.part() instanceof Binding.Part.Text(var plain)) {
                        literal.append(plain);
                    } else {
                        variable = Optional.of(read.written());
                        parts.add(new Binding.Part.Text(literal.toString()));
                        literal.setLength(0);
                        parts.add(read.part());
                    }
                    at = read.end();
                } else {
                    literal.append(c);
                    at++;
                }
            }
            if (variable.isEmpty()) {
                sql.append(text.substring(start, at).replace("%%", "%"));
                return;
            }
            if (prefixed || level.clause != Clause.VALUES) {
                throw notHere(variable.get());
            }
            parts.add(new Binding.Part.Text(literal.toString()));
            parts.removeIf(part -> part instanceof Binding.Part.Text(var plain) && plain.isEmpty());
            parameter(new Binding(parts, true));
        }

        private static char unescaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                default -> c;
            };
        }

        private void percent() throws BadValue {
            int start = at;
            var read = read();
            if (read.part() instanceof Binding.Part.Text(var plain)) {
                sql.append(plain);
                at = read.end();
                return;
            }
            boolean joined = (start > 0 && isOfName(text.charAt(start - 1)))
                    || (start > 0 && text.charAt(start - 1) == '.')
                    || (read.end() < text.length() && isOfName(text.charAt(read.end())));
            if (joined || level.clause != Clause.VALUES) {
                throw notHere(read.written());
            }
            parameter(new Binding(List.of(read.part()), false));
            at = read.end();
        }

        private void parameter(Binding binding) {
            sql.append('?');
            bindings.add(binding);
        }

        private record Read(Binding.Part part, String written, int end) {}

        /// What begins with the percent sign at this place: a variable, or text.
        private Read read() throws BadValue {
            if (at + 1 == text.length()) {
                return new Read(new Binding.Part.Text("%"), "%", at + 1);
            }
            char next = text.charAt(at + 1);
            int close = text.indexOf('}', at);
            if (next == '%') {
                return new Read(new Binding.Part.Text("%"), "%%", at + 2);
            }
            if (next == '{' && close > 0) {
                var word = text.substring(at + 2, close);
                return new Read(variable(word), "%{" + word + "}", close + 1);
            }
            var letter = variables.letter(next);
            return letter.isPresent()
                    ? new Read(new Binding.Part.Variable(letter.get()), "%" + next, at + 2)
                    : new Read(new Binding.Part.Text("%"), "%", at + 1);
        }

        private Binding.Part variable(String word) throws BadValue {
            if (word.matches("[0-9]{1,3}")) {
                return new Binding.Part.Argument(Integer.parseInt(word));
            }
            return variables
                    .word(word)
                    .<Binding.Part>map(Binding.Part.Variable::new)
                    .orElseThrow(() -> bad("unknown variable %{" + word + "}"));
        }

        private void quotedName(char end) throws BadValue {
            int close = text.indexOf(end, at + 1);
            while (close >= 0 && close + 1 < text.length() && text.charAt(close + 1) == end) {
                close = text.indexOf(end, close + 2);
            }
            if (close < 0) {
                throw bad("a name is not closed");
            }
            withoutVariables(close + 1);
        }

        private int endOfLine() {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end;
        }

        private int endOfComment() throws BadValue {
            int depth = 0;
            for (int i = at; i < text.length(); i++) {
                if (text.startsWith("/*", i) && (depth == 0 || dialect.hasNestedComments())) {
                    depth++;
                    i++;
                } else if (text.startsWith("*/", i)) {
                    depth--;
                    i++;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            }
            throw bad("a comment is not closed");
        }

        private Optional<String> dollarTag() {
            int close = text.indexOf('$', at + 1);
            boolean joined = at > 0 && isOfName(text.charAt(at - 1));
            return !joined && close > 0 && text.substring(at + 1, close).matches("([A-Za-z_][A-Za-z_0-9]*)?")
                    ? Optional.of(text.substring(at, close + 1))
                    : Optional.empty();
        }

        private int endOfDollarQuote(String tag) throws BadValue {
            int close = text.indexOf(tag, at + tag.length());
            if (close < 0) {
                throw bad("a string is not closed");
            }
            return close + tag.length();
        }

        /// Copies text in which no variable may stand.
        private void withoutVariables(int end) throws BadValue {
            while (at < end) {
                if (text.charAt(at) == '%') {
                    var read = read();
                    if (!(read.part() instanceof Binding.Part.Text(var plain))) {
                        throw notHere(read.written());
                    }
                    sql.append(plain);
                    at = read.end();
                } else {
                    sql.append(text.charAt(at));
                    at++;
                }
            }
        }

        private void word() {
            int start = at;
            while (at < text.length() && isOfName(text.charAt(at))) {
                at++;
            }
            var word = text.substring(start, at);
            sql.append(word);
            var keyword = word.toUpperCase(Locale.ROOT);
            level.selects |= keyword.equals("SELECT");
            level.clause = switch (keyword) {
                case "FROM" -> namesTables() ? Clause.TABLES : Clause.VALUES;
                case "JOIN", "INTO", "UPDATE", "TABLE" -> Clause.TABLES;
                case "LIMIT", "OFFSET", "FETCH", "ORDER", "GROUP" -> Clause.NO_PARAMETER;
                case "SELECT", "ON", "USING", "WHERE", "HAVING", "SET", "VALUES", "UNION", "EXCEPT", "INTERSECT" ->
                    Clause.VALUES;
                default -> level.clause;
            };
            lastWord = keyword;
        }

        /// Whether the `FROM` just read is that of a statement, and not one of an expression, as in `IS DISTINCT FROM`
        /// and `TRIM(x FROM y)`.
        private boolean namesTables() {
            return !lastWord.equals("DISTINCT") && (enclosing.isEmpty() || level.selects);
        }

        private void other(char c) throws BadValue {
            if (c == '?') {
                sql.append(dialect.questionMark().orElseThrow(() -> bad("'?' is not allowed outside of strings")));
                at++;
                return;
            }
            if (dialect.ownParameters().indexOf(c) >= 0 && at + 1 < text.length() && isOfName(text.charAt(at + 1))) {
                throw bad("'" + c + text.charAt(at + 1) + "…' is a parameter that nothing would be bound to");
            }
            if (c == '(') {
                enclosing.push(level);
                level = new Level();
            } else if (c == ')' && !enclosing.isEmpty()) {
                level = enclosing.pop();
            }
            sql.append(c);
            at++;
        }

        private static boolean isOfName(char c) {
            return Character.isLetterOrDigit(c) || c == '_';
        }

        private BadValue notHere(String variable) {
            return bad("variable " + variable + " not allowed here");
        }

        private BadValue bad(String why) {
            return new BadValue("SQLNamedQuery '" + name + "': " + why);
        }
    }
}
