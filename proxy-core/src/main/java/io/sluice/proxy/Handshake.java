package io.sluice.proxy;

import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// What makes a backend out of a connection that has been made, as its protocol has it.
interface Handshake<B> {

    /// Whether that is what the backend of a URL speaks.
    boolean isFor(BackendUrl url);

    /// Begins; its listener is told once how it ended.
    ///
    /// @param header goes before anything else
    void begin(Member member, SocketChannel channel, Optional<byte[]> header, Listener<B> listener) throws IOException;

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
