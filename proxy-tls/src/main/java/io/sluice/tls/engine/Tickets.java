package io.sluice.tls.engine;

import java.util.Optional;

/// The TLS sessions that the context of one control connection has been given by its backend.
///
/// Libraries use a ticket of TLS 1.3 once, as RFC 8446 §C.4 advises, and servers in the field give two for a control
/// connection and none for its data connections, each of which they want to resume. So the last one is used again.
interface Tickets {
    /// Those of a library that lets nobody at them.
    Tickets UNREACHABLE = new Tickets() {
        @Override
        public void prepare() {}

        @Override
        public Optional<Object> spare() {
            return Optional.empty();
        }

        @Override
        public void add(Object session) {}
    };

    /// A data connection is about to shake hands: sees to it that there is one to be resumed.
    void prepare();

    /// One for another control connection.
    Optional<Object> spare();

    /// Adds one of another control connection.
    void add(Object session);
}
