package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.net.Reactor;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/// The connection towards the client as its session sees it: commands come from it, replies go to it, whatever they
/// look like on the wire.
public interface Frontend {

    /// What the session hears.
    interface Listener {
        void line(ClientLine line, long at);

        /// Something else has happened that the state of the session has to know.
        void told(SessionEvent event);

        /// The client has taken all that was sent.
        void drained();

        /// The handshake is over: lines told before came in the clear, those told from now on do not.
        void secured();

        void unsecured(SSLException error);

        /// Nothing more will come; called once.
        void closed(Optional<String> error);
    }

    /// What is spoken, as [io.sluice.module.SessionView#protocol] has it, where it is not FTP.
    default Optional<String> protocol() {
        return Optional.empty();
    }

    /// Reads from now on, until the connection ends.
    void read(Reactor reactor, Listener listener);

    /// Lays TLS over the connection; the handshake is the client's next.
    void protect(SSLEngine engine) throws IOException;

    /// Takes TLS away again.
    void clear();

    /// Says that one line has been taken, so that another may be read.
    void taken();

    /// Whether the client has not yet taken all that was sent.
    boolean isCongested();

    void longestLine(int bytes);

    /// Sends a reply. A client that does not take it in time is cut off; its reader notices.
    ///
    /// @param longest zero waits without limit
    void send(Reply reply, Duration longest);

    /// Answers a question of Telnet.
    void answer(ClientLine.TelnetAnswer answer, Duration longest);

    /// Ends the connection, once the client has had that time to take what was sent.
    void finish(EndReason reason, Duration longestFarewell);

    long bytesIn();

    long bytesOut();
}
