package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.util.Set;

/// An error that a server answered, and what kind of failure it is.
record Refusal(String code, String text) {
    /// Codes of a server that cannot serve now, but may later, or that another one can.
    private static final Set<String> NOT_NOW = Set.of(
            "LOADING",
            "READONLY",
            "MASTERDOWN",
            "MOVED",
            "ASK",
            "CLUSTERDOWN",
            "TRYAGAIN",
            "CROSSSLOT",
            "BUSY",
            "OOM",
            "MISCONF",
            "NOREPLICAS",
            "EXECABORT",
            "UNBLOCKED");

    /// Codes of a server that is not the one to ask.
    private static final Set<String> NOT_THIS = Set.of("LOADING", "READONLY", "MASTERDOWN");

    /// Codes of a server that only reads at present.
    private static final Set<String> NO_WRITING = Set.of("OOM", "MISCONF", "NOREPLICAS");

    private static final int LONGEST = 200;
    private static final String ERROR = " error: ";

    static Refusal of(String message) {
        int space = message.indexOf(' ');
        String code = space < 0 ? message : message.substring(0, space);
        // A server repeats what it did not know, which may be a value.
        int arguments = message.indexOf(", with args beginning with");
        String text = arguments < 0 ? message : message.substring(0, arguments);
        return new Refusal(code, text.length() <= LONGEST ? text : text.substring(0, LONGEST));
    }

    /// Whether to look for another server.
    boolean isOfThisServer() {
        return NOT_THIS.contains(code);
    }

    /// Whether a failure is that of a server which does not know a command.
    static boolean isUnknownCommand(CacheException failure) {
        return says(failure, "ERR unknown command");
    }

    /// Whether a failure is that of a server which knows a command with fewer words.
    static boolean isWrongCountOfArguments(CacheException failure) {
        return says(failure, "ERR wrong number of arguments");
    }

    /// Whether a failure is that of a server which answers, but takes no changes: it has no room, or cannot save.
    static boolean isOfWriting(CacheException failure) {
        var text = String.valueOf(failure.getMessage());
        return failure.kind() == Kind.UNAVAILABLE
                && NO_WRITING.stream().anyMatch(code -> text.contains(ERROR + code + " "));
    }

    private static boolean says(CacheException failure, String text) {
        return failure.kind() == Kind.REFUSED
                && String.valueOf(failure.getMessage()).contains(text);
    }

    CacheException failure(String command) {
        return new CacheException(kind(), command + ERROR + text);
    }

    private Kind kind() {
        if (NOT_NOW.contains(code)) {
            return Kind.UNAVAILABLE;
        }
        if (code.equals("WRONGTYPE") || text.contains("is not an integer")) {
            return Kind.CORRUPT;
        }
        return text.contains("would overflow") ? Kind.ARGUMENT : Kind.REFUSED;
    }
}
