package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;

/// One line of `LogFormat`: a name and its text, not yet compiled.
public record NamedFormat(String name, String text) {
    static NamedFormat parse(Arguments arguments) throws BadValue {
        if (arguments.text().isEmpty()) {
            throw new BadValue("missing required name parameter");
        }
        return new NamedFormat(arguments.text(), arguments.text(1));
    }
}
