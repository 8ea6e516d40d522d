package io.sluice.ssh;

/// What a host key means that is not the one stored for its server (`ProxySFTPVerifyServer`).
public enum VerifyServer {
    /// The server has another key now.
    OFF,
    /// It is not the server: the connection fails.
    ON,
    /// Somebody should know; the connection goes on, and what is stored stays.
    LOG
}
