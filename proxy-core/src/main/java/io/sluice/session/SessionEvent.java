package io.sluice.session;

import io.sluice.ftp.BackendMisbehaved;
import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.EndReason;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// Something that happened to a session. Feeders post events; only the session's loop acts on them.
public sealed interface SessionEvent {

    /// The client sent a line. `at` is the reading of [System#nanoTime] when its last byte was seen.
    record LineReceived(ClientLine line, long at) implements SessionEvent {}

    /// The client closed its control connection, or it broke.
    record FrontendClosed(Optional<String> error) implements SessionEvent {}

    /// The client has taken all that was sent.
    record FrontendDrained() implements SessionEvent {}

    /// The TLS handshake of the frontend's control connection is over. What the client sent before came in the clear.
    record FrontendSecured() implements SessionEvent {}

    /// That handshake has failed.
    record FrontendUnsecured(SSLException error) implements SessionEvent {}

    /// The client has asked to be let in under that name, in a way that lets nobody in by itself. It is to be answered
    /// unless it is banned.
    record Probed(String user, Runnable answer) implements SessionEvent {}

    /// The backend sent a complete reply.
    record ReplyReceived(Reply reply) implements SessionEvent {}

    /// The backend sent what is no reply. Nobody can tell where its next reply begins, so its end follows.
    record BackendErred(BackendMisbehaved fault) implements SessionEvent {}

    /// The backend closed its control connection, or it broke.
    record BackendClosed(Optional<String> error) implements SessionEvent {}

    /// Both data connections of the running transfer are up.
    record DataConnected(long transfer) implements SessionEvent {}

    /// The running transfer is over: every byte has been handed on, or it failed. Both data connections are closed.
    record DataEnded(long transfer, DataEnd end) implements SessionEvent {}

    /// A deadline has passed.
    record TimedOut(Timer timer) implements SessionEvent {}

    /// Told from outside to end: an administrator, a ban, the shutdown of the server.
    record Told(EndReason reason, Optional<Reply> farewell) implements SessionEvent {}

    /// Something only the role of the session knows how to take.
    non-sealed interface RoleEvent extends SessionEvent {}

    /// How the data of a transfer ended. `bytes` is the payload moved, `failure` absent if it ended as it should.
    record DataEnd(long bytes, Optional<Failure> failure, CommandOutcome.Status status) {

        public static DataEnd complete(long bytes) {
            return new DataEnd(bytes, Optional.empty(), CommandOutcome.Status.SUCCESS);
        }

        public static DataEnd failed(long bytes, Leg leg, Moment moment, String error) {
            return new DataEnd(bytes, Optional.of(new Failure(leg, moment, error)), CommandOutcome.Status.FAILED);
        }
    }

    /// What went wrong with a data connection: on which leg, when, and the operating system's words.
    record Failure(Leg leg, Moment moment, String error) {

        /// Whether the connection was never fit for data.
        public boolean isBeforeData() {
            return moment == Moment.CONNECTING || moment == Moment.SECURING;
        }
    }

    enum Leg {
        FRONTEND,
        BACKEND
    }

    enum Moment {
        CONNECTING,
        /// The TLS handshake.
        SECURING,
        READING,
        WRITING
    }
}
