package io.sluice.ftp;

/// What a [CommandReader] finds in the bytes of a client.
public sealed interface ClientLine {

    /// A command line, well formed as far as Telnet goes; its verb may be one that nobody knows.
    record Line(Command command) implements ClientLine {}

    /// A line that is no command.
    sealed interface Odd extends ClientLine {}

    /// A line of nothing, or of nothing but blanks.
    record Empty() implements Odd {}

    /// A line of more than `limit` bytes, read to its end and dropped. `verb` is its first word, cut at the limit.
    record TooLong(int limit, String verb) implements Odd {}

    /// A line with a byte in it that no argument may carry, read to its end. `seen` is for logs; it is never passed on.
    record Malformed(Command seen, Fault fault) implements Odd {}

    /// An answer to be sent to the client at once: `command` is DONT or WONT (RFC 854).
    record TelnetAnswer(int command, int option) implements ClientLine {
        public byte[] bytes() {
            return new byte[] {(byte) Telnet.IAC, (byte) command, (byte) option};
        }
    }

    /// Why a line is malformed.
    enum Fault {
        /// A NUL: servers written in C would act on the part before it only.
        NUL,
        /// A carriage return that is not part of the line end, whether or not a NUL follows it (RFC 854 writes a
        /// carriage return as CR NUL). Some servers take it for a line end, and so would read a second command.
        CARRIAGE_RETURN
    }
}
