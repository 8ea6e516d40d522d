package io.sluice.config;

/// Something wrong with a configuration, or worth saying about it: `text` is the whole sentence, as the reference words
/// it, with file and line where there are any.
public record Problem(Severity severity, Position position, String text) {
    public enum Severity {
        ERROR,
        WARNING
    }

    @Override
    public String toString() {
        return text;
    }
}
