package io.sluice.sql;

/// A query that could not be run, or not to its end. The message says why and holds no value that was bound.
public final class QueryFailed extends Exception {
    private static final long serialVersionUID = 1L;

    QueryFailed(String message) {
        super(message);
    }

    QueryFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
