package io.sluice.ssh;

/// Whether a server is taken for the one it ought to be.
public sealed interface HostKeyDecision {

    record Accepted(Reason reason) implements HostKeyDecision {}

    /// It is not, or nobody can tell.
    ///
    /// @param why the line for the log
    record Refused(String why) implements HostKeyDecision {}

    /// Why a key was accepted.
    enum Reason {
        /// It is the stored one.
        KNOWN,
        /// None was stored; this one is now.
        FIRST_SEEN,
        /// Another was stored; this one is now.
        REPLACED,
        /// Another is stored, which was only to be logged.
        DIFFERS,
        /// What is stored cannot be known at present, and need not be.
        NOT_CHECKED
    }
}
