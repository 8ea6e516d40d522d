package io.sluice.ftp;

import java.util.Optional;
import java.util.Set;

/// Protocols whose clients come to an FTP port by mistake or by malice, known by the first word of a line.
public enum ForeignProtocol {
    HTTP,
    SMTP,
    SSH;

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
        return verb.startsWith("SSH-2.0-") || verb.startsWith("SSH-1.99-") ? Optional.of(SSH) : Optional.empty();
    }
}
