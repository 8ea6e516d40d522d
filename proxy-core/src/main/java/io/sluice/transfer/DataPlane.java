package io.sluice.transfer;

/// What a gateway moves data with, shared by all its sessions.
///
/// @param tlsBuffers for data connections under TLS
public record DataPlane(Relay relay, DataListeners listeners, TlsBuffers tlsBuffers) {}
