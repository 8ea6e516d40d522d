package io.sluice.ftp;

import java.util.Optional;

/// A command line of a client (RFC 959 §4.1): the verb in upper case, and the argument exactly as it came, without the
/// space before it and the line end behind it. Both are wire text. No argument at all is not the empty argument: `PASS`
/// and `PASS ` differ.
public record Command(String verb, Optional<String> argument) {
    public Command {
        verb = WireText.upperCase(verb);
    }

    public static Command of(String verb) {
        return new Command(verb, Optional.empty());
    }

    public static Command of(String verb, String argument) {
        return new Command(verb, Optional.of(argument));
    }

    /// The line as it is sent, without line end.
    public String line() {
        return argument.map(text -> verb + " " + text).orElse(verb);
    }

    /// The line as bytes for a backend: Telnet-escaped, with CRLF.
    ///
    /// @throws IllegalArgumentException if the line holds CR, LF or NUL, and so would be another command there
    public byte[] bytes() {
        var line = line();
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '\r' || c == '\n' || c == 0) {
                throw new IllegalArgumentException("byte " + (int) c + " at " + i + " of a " + verb + " command");
            }
        }
        return WireText.bytes(Telnet.escape(line) + "\r\n");
    }

    /// The line as logs may show it: passwords are `(hidden)`.
    @Override
    public String toString() {
        return isSecret() && argument.isPresent() ? verb + " (hidden)" : line();
    }

    /// Whether the argument must never be logged (`PASS`, `ACCT`, `ADAT`).
    public boolean isSecret() {
        return verb.equals("PASS") || verb.equals("ACCT") || verb.equals("ADAT");
    }
}
