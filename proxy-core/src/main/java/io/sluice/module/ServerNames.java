package io.sluice.module;

/// What is made of the name by which a client asks for a server in the first message of its handshake (SNI, RFC 6066
/// §3). Asked by whoever drives the engine of a control connection, once for each handshake, and never for those of
/// data connections.
@FunctionalInterface
public interface ServerNames {

    /// Lets every handshake go on as if no name were there.
    ServerNames UNHEEDED = _ -> new Answer.Stay();

    Answer find(String name);

    /// What becomes of the handshake.
    sealed interface Answer {

        /// It goes on with the server that it has begun with.
        record Stay() implements Answer {}

        /// It goes on with the certificates, versions and ciphers of another server, to which the session moves when it
        /// is over. That server has something to show.
        record MoveTo(ServerTls server) implements Answer {}

        /// It ends with an alert.
        ///
        /// @param why the sentence for the log
        record Refuse(Alert alert, String why) implements Answer {}
    }

    /// The alerts of such an end (RFC 8446 §6).
    enum Alert {
        ACCESS_DENIED(49),
        PROTOCOL_VERSION(70),
        UNRECOGNIZED_NAME(112);

        private final int number;

        Alert(int number) {
            this.number = number;
        }

        public int number() {
            return number;
        }
    }
}
