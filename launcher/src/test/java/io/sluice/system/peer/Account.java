package io.sluice.system.peer;

/// A name and a password that a server accepts.
public record Account(String name, String password) {}
