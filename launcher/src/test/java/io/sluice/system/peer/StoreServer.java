package io.sluice.system.peer;

import io.sluice.system.process.ChildProcess;

/// A server of shared state, which may fall silent and end.
public interface StoreServer extends AutoCloseable {
    ChildProcess process();

    /// Makes the server silent, while its connections stay.
    default void freezes() {
        process().signal("STOP");
    }

    /// Lets a server that is silent go on.
    default void thaws() {
        process().signal("CONT");
    }

    /// Ends the server at once.
    default void stop() {
        process().close();
    }

    @Override
    default void close() {
        stop();
    }
}
