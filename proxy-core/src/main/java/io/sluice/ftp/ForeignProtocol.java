package io.sluice.ftp;

import java.util.Optional;
import java.util.Set;

/// Protocols whose clients come to an FTP port by mistake or by malice, known by the first word of a line. The binary
/// form of a PROXY header begins with two empty lines and one that holds a single NUL.
public enum ForeignProtocol {
    HTTP,
    SMTP,
    SSH,
    /// A header for whoever trusts its sender; here it is met where nobody does.
    PROXY;

    private static final Set<String> PROXY_WORDS = Set.of("PROXY", "\0");

    private static final Set<String> HTTP_METHODS =
            Set.of("CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT");
    private static final Set<String> SMTP_COMMANDS = Set.of("DATA", "EHLO", "HELO", "MAIL", "RCPT", "RSET", "VRFY");

    /// The protocol that a verb in upper case belongs to, if it is not FTP.
    public static Optional<ForeignProtocol> of(String verb) {
        if (HTTP_METHODS.contains(verb)) {
            return Optional.of(HTTP);
        }
        if (SMTP_COMMANDS.contains(verb)) {
            return Optional.of(SMTP);
        }
        if (PROXY_WORDS.contains(verb)) {
            return Optional.of(PROXY);
        }
        return verb.startsWith("SSH-2.0-") || verb.startsWith("SSH-1.99-") ? Optional.of(SSH) : Optional.empty();
    }
}
