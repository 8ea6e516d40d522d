package io.sluice.transfer;

/// What a gateway moves data with, shared by all its sessions.
public record DataPlane(Relay relay, DataListeners listeners) {}
