package io.sluice.module;

import io.sluice.config.DirectiveSet;
import io.sluice.ftp.Reply;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A session as filters and logs see it. Values are those of the moment; maps are live and safe to read from any
/// thread.
public interface SessionView {

    /// Unique within the process: its log prefix shows it as `<pid>-<id>`.
    long id();

    Instant started();

    /// The client's address and port, IPv4-mapped addresses as IPv4.
    InetSocketAddress client();

    /// The address and port the client connected to, IPv4-mapped addresses as IPv4.
    InetSocketAddress local();

    /// The client's name by reverse DNS if it is known and confirmed, else its address.
    String clientName();

    ServerView server();

    /// `ftp`, `ftps`, `ssh2`, `sftp` or `scp` on the frontend.
    String protocol();

    /// The argument of the last `USER`, as sent: wire text, as are all names and paths of the client.
    Optional<String> requestedUser();

    /// The user the client asks for: the argument of the last `USER`, without the destination that clients of a forward
    /// proxy put behind it.
    default Optional<String> requestedName() {
        return requestedUser();
    }

    /// The user once the login was accepted.
    Optional<String> user();

    /// The primary group of a user whom the proxy has checked itself.
    Optional<String> group();

    /// The groups of that user, the primary one first; empty where nobody has told them.
    default Optional<List<String>> groups() {
        return group().map(List::of);
    }

    /// The `<Class>` the client belongs to.
    Optional<String> clientClass();

    /// Gives the session its class; called by the filter of phase `CLASSIFY`.
    void assignClass(String name);

    /// The same with what the section of the class says beyond who belongs to it.
    default void assignClass(String name, DirectiveSet directives) {
        assignClass(name);
    }

    /// What is laid over the directives of the server for this session, in the order in which that was done.
    default List<Overlay> overlays() {
        return List.of();
    }

    /// Lays these over the directives of the server, in place of those laid over it before; called by the filter of
    /// phase `OVERLAY`. Later ones come over earlier ones.
    default void overlay(List<Overlay> those) {}

    /// Says that what is laid over the directives is by now what holds for the user whom the client asks for, though
    /// its password is still to come; called by the filter of phase `OVERLAY`.
    default void overlaidForRequestedUser() {}

    /// The groups of a user in the accounts of the proxy itself, the primary one first; empty if these do not have it.
    /// May wait for files.
    default Optional<List<String>> groupsInAccounts(String user) {
        return Optional.empty();
    }

    /// Raises an event of this session, for whoever listens ([ActiveModule#on]).
    default void raise(String event) {}

    /// Ends the session, whatever it is doing. From now on its client is told nothing more but `farewell`, in place of
    /// a reply that it still waits for; nothing at all if that is empty or a TLS handshake is still to come. A client
    /// of SSH is disconnected with the text of it. What calls this from within a turn of the session, such as a
    /// listener to its events, may rely on that turn being the last. The first call counts. Usable from any thread;
    /// returns at once.
    default void end(EndReason reason, Optional<Reply> farewell) {}

    /// The directives in the section of the client's class, for those who own them.
    default DirectiveSet classDirectives() {
        return DirectiveSet.EMPTY;
    }

    /// Notes by name (`mod_proxy.backend-url` …), for `%{note:…}`.
    Map<String, String> notes();

    /// Bytes read from the client so far, control and data.
    long bytesIn();

    /// Bytes written to the client so far, control and data.
    long bytesOut();

    /// The directory the client is in, as far as replies have told it.
    Optional<String> directory();

    /// The password of an anonymous login, which by custom is an e-mail address and no secret.
    default Optional<String> anonymousPassword() {
        return Optional.empty();
    }

    /// The user by RFC 1413, if the client's machine was asked; empty inside if it did not tell.
    default Optional<Optional<String>> identity() {
        return Optional.empty();
    }

    /// The environment of the session, live like the notes (`TLS_CIPHER`, `GEOIP_COUNTRY_CODE` …), for `%{…}e`.
    default Map<String, String> environment() {
        return Map.of();
    }

    /// The rule that ended the session before its login.
    default Optional<Refusal> refusedBy() {
        return Optional.empty();
    }

    /// The virtual host of a session.
    interface ServerView {
        /// Its place in the configuration: 1 is the main server, the others follow in the order of their definition.
        default int number() {
            return 1;
        }

        /// `ServerName`.
        String name();

        /// The configured address of the server.
        String address();

        int port();

        /// The DNS name of the server, if it has one.
        default String dnsName() {
            return address();
        }

        /// Those that hold for the session: the server's own with those in [SessionView#overlays] over them.
        DirectiveSet directives();

        /// The server's own.
        default DirectiveSet configured() {
            return directives();
        }
    }
}
