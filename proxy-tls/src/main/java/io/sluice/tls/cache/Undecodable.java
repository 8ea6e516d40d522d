package io.sluice.tls.cache;

/// Thrown for bytes in a store that are no entry; the message names the flaw, and no byte of the entry.
final class Undecodable extends Exception {
    private static final long serialVersionUID = 1L;

    Undecodable(String message) {
        super(message);
    }
}
