package io.sluice.log;

import java.math.BigDecimal;

/// What a variable of a format is in a JSON record: its name there, its type, and what it reads from an event. A member
/// whose variable does not apply is left out.
record RecordMember(String name, Type type, LogVariables.Variable variable) {
    enum Type {
        TEXT,
        NUMBER,
        TRUTH
    }

    static RecordMember text(String name, LogVariables.Variable variable) {
        return new RecordMember(name, Type.TEXT, variable);
    }

    static RecordMember number(String name, LogVariables.Variable variable) {
        return new RecordMember(name, Type.NUMBER, variable);
    }

    /// Whether the event has it, so that it was written.
    boolean write(LogEvent event, JsonLine line) {
        var value = variable.of(event);
        value.ifPresent(text -> {
            switch (type) {
                case TEXT -> line.text(name, text);
                case NUMBER -> line.json(name, withoutEmptyFraction(text));
                case TRUTH -> line.json(name, text);
            }
        });
        return value.isPresent();
    }

    /// `4.211` stays, `4.000` is 4, and so is `004`.
    private static String withoutEmptyFraction(String text) {
        var number = new BigDecimal(text);
        return number.stripTrailingZeros().scale() <= 0 ? number.toBigInteger().toString() : number.toString();
    }
}
