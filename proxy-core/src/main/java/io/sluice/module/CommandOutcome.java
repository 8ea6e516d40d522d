package io.sluice.module;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A command that is done, as the client saw it: the command after rewriting, its final reply (none if the session
/// ended first), when it came and how long it took, and its transfer if it made one. `renameFrom` is the path of the
/// `RNFR` before an `RNTO`; `refusedBy` the rule that answered in place of acting.
public record CommandOutcome(
        Command command,
        Optional<Reply> reply,
        Instant received,
        Duration took,
        Optional<Transfer> transfer,
        Optional<String> renameFrom,
        Optional<Refusal> refusedBy) {

    /// A command that no rule refused.
    public CommandOutcome(
            Command command,
            Optional<Reply> reply,
            Instant received,
            Duration took,
            Optional<Transfer> transfer,
            Optional<String> renameFrom) {
        this(command, reply, received, took, transfer, renameFrom, Optional.empty());
    }

    /// One use of a data connection. `port` is the client's (active) or ours (passive); `offset` that of `REST`;
    /// `bytes` the payload that reached the receiver, or on an upload the backend; `failure` says why if it is not
    /// complete; `legs` how both data connections were made, if both were.
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
            Optional<String> failure,
            Optional<Legs> legs) {

        /// A transfer of which nothing is known but the frontend's data connection.
        public Transfer(
                Direction direction,
                Instant began,
                Duration took,
                long bytes,
                long offset,
                boolean ascii,
                int port,
                boolean passive,
                Status status,
                Optional<String> failure) {
            this(direction, began, took, bytes, offset, ascii, port, passive, status, failure, Optional.empty());
        }
    }

    /// The two data connections of a transfer beyond what the client asked for: whether the backend listened, and which
    /// of them were protected by TLS.
    public record Legs(boolean backendPassive, boolean frontendProtected, boolean backendProtected) {}

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
