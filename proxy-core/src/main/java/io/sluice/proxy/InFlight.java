package io.sluice.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/// What would be left behind if a session ended while it is being connected: the connection that is being made, and the
/// hold on its member.
final class InFlight {
    private Optional<Closeable> connection = Optional.empty();
    private Route.Hold hold = Route.Hold.NONE;
    private boolean cancelled;

    synchronized <T extends Closeable> T holding(T opened) throws IOException {
        if (cancelled) {
            opened.close();
        }
        connection = Optional.of(opened);
        return opened;
    }

    synchronized Route.Hold holding(Route.Hold gained) {
        if (cancelled) {
            gained.release();
        }
        hold = gained;
        return gained;
    }

    void cancel() {
        Optional<Closeable> left;
        synchronized (this) {
            cancelled = true;
            hold.release();
            left = connection;
        }
        if (left.isPresent()) {
            try {
                left.get().close();
            } catch (IOException _) {
                // closed is closed
            }
        }
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }
}
