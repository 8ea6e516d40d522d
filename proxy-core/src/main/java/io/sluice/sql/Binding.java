package io.sluice.sql;

import io.sluice.ftp.WireText;
import io.sluice.log.SessionVariables;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is bound to one parameter of a statement: texts and variables, joined.
///
/// @param quoted whether it stood between quotes
record Binding(List<Part> parts, boolean quoted) {
    private static final Pattern WHOLE_NUMBER = Pattern.compile("0|-?[1-9][0-9]{0,17}");

    Binding {
        parts = List.copyOf(parts);
    }

    sealed interface Part {
        record Text(String text) implements Part {}

        /// `%{0}`, `%{1}` …
        record Argument(int index) implements Part {}

        record Variable(SessionVariables.Value value) implements Part {}
    }

    /// A value on its way to the database.
    sealed interface Bound {
        record Text(String text) implements Bound {}

        record WholeNumber(long number) implements Bound {}
    }

    /// The value for one run.
    ///
    /// @param arguments wire text
    /// @param session whose variables are meant; without one they are empty
    Bound value(Dialect dialect, List<String> arguments, Optional<SessionView> session) throws QueryFailed {
        var text = new StringBuilder();
        for (Part part : parts) {
            switch (part) {
                case Part.Text(var literal) -> text.append(literal);
                case Part.Argument(int index) -> {
                    if (index >= arguments.size()) {
                        throw new QueryFailed("missing argument %{" + index + "}");
                    }
                    text.append(WireText.display(arguments.get(index)));
                }
                case Part.Variable(var value) ->
                    text.append(WireText.display(session.flatMap(value::of).orElse("")));
            }
        }
        var value = text.toString().replace("\0", "");
        return !quoted && dialect.bindsNumbers() && WHOLE_NUMBER.matcher(value).matches()
                ? new Bound.WholeNumber(Long.parseLong(value))
                : new Bound.Text(value);
    }
}
