package io.sluice.cache;

import java.util.Objects;

/// Why a store could not do what it was asked to. Its [kind][#kind()] is all that a consumer goes by; the message is
/// for people: what was seen, what was expected, and never a byte of a value, a password, or more of a key than sixteen
/// bytes in hexadecimal.
///
/// The failures of a client library are turned into one of these, as the cause.
public final class CacheException extends Exception {
    private static final long serialVersionUID = 1L;

    /// Kinds of failure.
    public enum Kind {
        /// The deadline or the store's own limit passed, or the calling thread was interrupted.
        TIMEOUT,
        /// The store cannot be reached, broke off, or is not ready: it may be later.
        UNAVAILABLE,
        /// The store does not let us: a wrong password, a file without permission. It will not before a person has
        /// acted.
        REFUSED,
        /// The value is larger than the store takes.
        TOO_LARGE,
        /// The store has no such operation.
        UNSUPPORTED,
        /// What is stored cannot be understood. The entry is at fault, not the store.
        CORRUPT,
        /// The store is closed.
        CLOSED,
        /// What the caller gave is out of range.
        ARGUMENT;

        /// Whether a failure of this kind says that the store itself is in trouble, so that it counts towards
        /// [DOWN][CacheStore.State#DOWN].
        public boolean isOfTheStore() {
            return switch (this) {
                case TIMEOUT, UNAVAILABLE, REFUSED -> true;
                case TOO_LARGE, UNSUPPORTED, CORRUPT, CLOSED, ARGUMENT -> false;
            };
        }
    }

    private final Kind kind;

    public CacheException(Kind kind, String message) {
        super(Objects.requireNonNull(message));
        this.kind = Objects.requireNonNull(kind);
    }

    public CacheException(Kind kind, String message, Throwable cause) {
        super(Objects.requireNonNull(message), cause);
        this.kind = Objects.requireNonNull(kind);
    }

    public Kind kind() {
        return kind;
    }
}
