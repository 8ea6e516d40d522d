package io.sluice.proxy;

import io.sluice.ftp.Reply;

/// Why the last attempt to connect a session failed.
sealed interface ConnectFailure {

    /// There was no member to try.
    record NoMember() implements ConnectFailure {}

    /// No connection came about, or what was on the other end did not speak FTP; in the operating system's words.
    record Unreachable(String error) implements ConnectFailure {}

    /// The server greets with anything but 2xx.
    record Unwelcome(Reply greeting) implements ConnectFailure {}
}
