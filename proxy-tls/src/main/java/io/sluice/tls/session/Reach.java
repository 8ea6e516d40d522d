package io.sluice.tls.session;

/// How far the TLS sessions of a library go.
public enum Reach {
    /// They end with their control connection.
    CONNECTION,
    /// Any control connection of this process resumes them.
    PROCESS,
    /// Whatever process has the store resumes them.
    STORE
}
