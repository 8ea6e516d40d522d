package io.sluice.session;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Reply;
import io.sluice.module.EndReason;
import io.sluice.net.Reactor;
import java.time.Duration;
import java.util.Optional;

/// The connection towards the client as its session sees it: commands come from it, replies go to it, whatever they
/// look like on the wire. What only the control connection of FTP knows, lines and TLS, is [FtpFrontend]'s.
public interface Frontend {

    /// What the session hears.
    interface Listener {
        void line(ClientLine line, long at);

        /// Something else has happened that the state of the session has to know.
        void told(SessionEvent event);

        /// Something has happened that others may want to know.
        void raised(String event);

        /// Nothing more will come; called once.
        void closed(Optional<String> error);
    }

    /// What is spoken, as [io.sluice.module.SessionView#protocol] has it, where it is not FTP.
    default Optional<String> protocol() {
        return Optional.empty();
    }

    /// Reads from now on, until the connection ends.
    void read(Reactor reactor, Listener listener);

    /// Sends a reply. A client that does not take it in time is cut off; its reader notices.
    ///
    /// @param longest zero waits without limit
    void send(Reply reply, Duration longest);

    /// Sends what the session ends with, whatever the client waits for; [#finish] follows.
    default void farewell(Reply reply, Duration longest) {
        send(reply, longest);
    }

    /// The event that tells of a login refused at this moment by what it was tried with, if there are several ways.
    default Optional<String> refusedLogin() {
        return Optional.empty();
    }

    /// Ends the connection, once the client has had that time to take what was sent.
    void finish(EndReason reason, Duration longestFarewell);

    long bytesIn();

    long bytesOut();
}
