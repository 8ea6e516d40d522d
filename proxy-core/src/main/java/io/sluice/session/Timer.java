package io.sluice.session;

/// The deadlines of a session, each of which can be set at most once at a time.
public enum Timer {
    /// From connect to login (`TimeoutLogin`).
    LOGIN,
    /// No byte on any connection (`TimeoutIdle`).
    IDLE,
    /// Logged in without a transfer (`TimeoutNoTransfer`).
    NO_TRANSFER,
    /// A transfer without progress (`TimeoutStalled`).
    STALLED,
    /// The whole session (`TimeoutSession`).
    SESSION,
    /// The final reply after the end of data (`ProxyTimeoutLinger`).
    LINGER,
    /// The backend's answer to a command (`ProxyTimeoutReply`).
    REPLY,
    /// The TLS handshake of the control connection (`TLSTimeoutHandshake`).
    HANDSHAKE,
    /// A command held back on purpose (`MaxCommandRate`, `DelayOnEvent`).
    PAUSE
}
