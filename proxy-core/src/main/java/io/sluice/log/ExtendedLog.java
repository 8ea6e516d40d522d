package io.sluice.log;

import java.time.Clock;

/// `ExtendedLog`: one line per finished command of the chosen classes, in a format of `LogFormat`.
record ExtendedLog(LineWriter writer, CommandSelection selection, LogFormat format, Clock clock)
        implements EventFilter {

    @Override
    public void take(LogEvent event) {
        if (selection.contains(event)) {
            writer.write(format.line(event));
        }
    }
}
