package io.sluice.module;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A command that is done, as the client saw it: the command after rewriting, its final reply (none if the session ended
/// first), when it came and how long it took, and its transfer if it made one. `renameFrom` is the path of the `RNFR`
/// before an `RNTO`.
public record CommandOutcome(
        Command command,
        Optional<Reply> reply,
        Instant received,
        Duration took,
        Optional<Transfer> transfer,
        Optional<String> renameFrom) {

    /// One use of a data connection. `port` is the client's (active) or ours (passive); `offset` that of `REST`; `bytes`
    /// the payload that reached the receiver, or on an upload the backend; `failure` says why if it is not complete.
    public record Transfer(
            Direction direction,
            Instant began,
            Duration took,
            long bytes,
            long offset,
            boolean ascii,
            int port,
            boolean passive,
            Status status,
            Optional<String> failure) {}

    public enum Direction {
        UPLOAD,
        DOWNLOAD,
        LISTING
    }

    public enum Status {
        SUCCESS,
        FAILED,
        CANCELLED,
        TIMEOUT
    }
}
