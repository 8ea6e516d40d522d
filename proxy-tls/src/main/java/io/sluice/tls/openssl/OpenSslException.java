package io.sluice.tls.openssl;

/// OpenSSL does not take what it was given. The message is what it was, and the [#reason()] is OpenSSL's own.
public final class OpenSslException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    OpenSslException(String what, String reason) {
        super(what + ": " + reason);
        this.reason = reason;
    }

    /// Why, in OpenSSL's words.
    public String reason() {
        return reason;
    }
}
