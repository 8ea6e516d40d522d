package io.sluice.tls.cache;

/// Thrown where a responder gave no response that is good; the message says what was seen.
final class OcspRefused extends Exception {
    private static final long serialVersionUID = 1L;

    OcspRefused(String message) {
        super(message);
    }

    OcspRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
