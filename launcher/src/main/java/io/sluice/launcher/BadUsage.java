package io.sluice.launcher;

/// A command line that cannot be obeyed; the message is the whole sentence. `understood` is whether the options were,
/// and only a value is wrong: then the help page would not help.
final class BadUsage extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean understood;

    private BadUsage(String message, boolean understood) {
        super(message);
        this.understood = understood;
    }

    static BadUsage option(String message) {
        return new BadUsage(message, false);
    }

    static BadUsage value(String message) {
        return new BadUsage(message, true);
    }

    boolean understood() {
        return understood;
    }
}
