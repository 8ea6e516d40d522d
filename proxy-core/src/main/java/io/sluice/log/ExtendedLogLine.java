package io.sluice.log;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;

/// One line of `ExtendedLog`: where to, which commands, and the name of the format.
public record ExtendedLogLine(Destination destination, CommandSelection selection, String format) {
    static ExtendedLogLine parse(Arguments arguments) throws BadValue {
        if (arguments.size() < 1 || arguments.size() > 3) {
            throw new BadValue("Syntax: ExtendedLog file [<cmd-classes> [<name>]]");
        }
        return new ExtendedLogLine(
                Destination.parse(arguments.text()),
                arguments.size() > 1 ? CommandSelection.parse(arguments.text(1)) : CommandSelection.ALL,
                arguments.size() > 2 ? arguments.text(2) : "default");
    }
}
