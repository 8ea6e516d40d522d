package io.sluice.ban.cache;

/// Thrown for bytes in a store that are no ban. The message is a line for a log, in wire text.
public final class Undecodable extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean onlyTraced;

    private Undecodable(String message, boolean onlyTraced) {
        super(message);
        this.onlyTraced = onlyTraced;
    }

    /// A flaw for the log of bans.
    static Undecodable logged(String message) {
        return new Undecodable(message, false);
    }

    /// A flaw of which the reference says nothing but in its trace.
    static Undecodable traced(String message) {
        return new Undecodable(message, true);
    }

    /// The line for a log.
    String words() {
        return String.valueOf(getMessage());
    }

    boolean isOnlyTraced() {
        return onlyTraced;
    }
}
