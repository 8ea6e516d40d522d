package io.sluice.tls.verify;

import java.security.cert.CertificateException;
import java.util.List;
import java.util.Objects;

/// A certificate that is not to be trusted. The message is the reason, in the words of OpenSSL.
public final class Unverified extends CertificateException {
    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    Unverified(String reason, List<String> lines) {
        super(reason);
        this.lines = List.copyOf(lines);
    }

    /// What the log has to say of it.
    public List<String> lines() {
        return lines;
    }

    public String reason() {
        return Objects.requireNonNull(getMessage());
    }
}
