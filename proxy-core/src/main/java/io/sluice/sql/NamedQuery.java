package io.sluice.sql;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Locale;
import java.util.Optional;

/// A query by its name (`SQLNamedQuery`), as written.
///
/// @param connection the `SQLNamedConnectInfo` it is for, in place of `SQLConnectInfo`
record NamedQuery(String name, Type type, String text, Optional<String> table, Optional<String> connection) {

    enum Type {
        SELECT,
        UPDATE,
        INSERT,
        FREEFORM
    }

    static NamedQuery parse(Arguments arguments) throws BadValue {
        if (arguments.size() < 3) {
            throw new BadValue("requires at least 3 parameters");
        }
        var type = type(arguments.text(1));
        return switch (type) {
            case SELECT, FREEFORM -> {
                if (arguments.size() > 4) {
                    throw new BadValue("wrong number of parameters");
                }
                yield new NamedQuery(arguments.text(), type, arguments.text(2), Optional.empty(), arguments.find(3));
            }
            case UPDATE, INSERT -> {
                if (arguments.size() < 4 || arguments.size() > 5) {
                    throw new BadValue("expected '" + type + "' query-string table-name");
                }
                yield new NamedQuery(arguments.text(), type, arguments.text(2), arguments.find(3), arguments.find(4));
            }
        };
    }

    private static Type type(String word) throws BadValue {
        try {
            return Type.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException _) {
            throw new BadValue("type must be SELECT, INSERT, UPDATE, or FREEFORM");
        }
    }

    /// The whole statement, variables and all.
    String statement() {
        return switch (type) {
            case SELECT -> "SELECT " + text;
            case UPDATE -> "UPDATE " + table.orElseThrow() + " SET " + text;
            case INSERT -> "INSERT INTO " + table.orElseThrow() + " VALUES (" + text + ")";
            case FREEFORM -> text;
        };
    }

    /// Whether a look-up may run it: one that is meant to change something may not.
    boolean isForLookups() {
        return type == Type.SELECT || type == Type.FREEFORM;
    }
}
