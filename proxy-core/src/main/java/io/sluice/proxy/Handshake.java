package io.sluice.proxy;

import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// What makes a backend out of a connection that has been made, as its protocol has it.
interface Handshake<B> {

    /// Why nothing can come of a backend, whatever it says.
    ///
    /// @param need what its place asks for
    Optional<Hindrance> hindrance(BackendUrl url, TlsNeed need);

    /// What stands in the way.
    ///
    /// @param error in a few words, for the client
    /// @param why the rest of a sentence that begins with the backend, for the log
    record Hindrance(String error, String why) {
        static final Hindrance OTHER_PROTOCOL =
                new Hindrance("Protocol not supported", "does not speak what this server speaks");
    }

    /// Begins; its listener is told once how it ended.
    ///
    /// @param need what the place asks for
    /// @param header goes before anything else
    void begin(Member member, TlsNeed need, SocketChannel channel, Optional<byte[]> header, Listener<B> listener)
            throws IOException;

    /// Who hears of it.
    interface Listener<B> {

        /// There is something now that has to be closed should the session end meanwhile.
        void holds(Closeable connection) throws IOException;

        /// Address and port, for texts.
        String place();

        /// The backend has said the first word.
        void greeted();

        void ready(B backend);

        /// The connection is closed.
        void failed(ConnectFailure why, String text);

        /// Something odd that changes nothing.
        void noticed(String text);
    }
}
