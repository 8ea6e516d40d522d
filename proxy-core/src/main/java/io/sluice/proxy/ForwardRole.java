package io.sluice.proxy;

import io.sluice.ftp.Destination;
import io.sluice.ftp.UserAtHost;
import io.sluice.ftp.WireText;
import io.sluice.module.EndReason;
import io.sluice.session.Exchange;
import io.sluice.session.Greeting;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import io.sluice.session.Unproxied;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Predicate;

/// A forward proxy: the client picks the server, knows that it talks to a proxy, and is told what went wrong.
///
/// @param accounts of the clients, where they log in to the proxy first
/// @param itself whether a connection to a place comes back to this server
record ForwardRole(
        ProxyHost host,
        ForwardMethod method,
        Optional<ForwardTo> destinations,
        Optional<LocalAccounts> accounts,
        Predicate<InetSocketAddress> itself)
        implements ProxyRole {

    @Override
    public SessionState begin(Session session) {
        session.facts().notes().put("mod_proxy.role", "forward");
        session.facts().notes().put("mod_proxy.backend-port", "0");
        var refusal = ForwardAccess.refusal(
                session.facts().client().getAddress(),
                session.facts().clientClass(),
                session.facts().classDirectives());
        if (refusal.isPresent()) {
            host.journal().notice(session, refusal.get());
            session.end(EndReason.of(EndReason.Kind.POLICY, "Denied by ProxyForwardEnabled"));
            return Unproxied.over(session);
        }
        session.greet(Greeting.of(session));
        return new Unconnected(
                host,
                session,
                switch (method) {
                    case USER_AT_HOST -> new UserNamesServer(this, false);
                    case PROXY_USER_THEN_USER_AT_HOST, PROXY_USER_AT_HOST_THEN_USER ->
                        ProxyLogin.begin(this, accounts.orElseThrow());
                    case USER_AT_SNI -> new HandshakeNamesServer(this);
                });
    }

    /// Reads where the client wants to go out of its `USER`; empty if that cannot be read or is not allowed, and the
    /// log says why.
    Optional<UserAtHost.Accepted> wanted(Session session, Exchange user) {
        var argument = user.command().argument().orElse("");
        return allowed(session, UserAtHost.of(argument), "USER", argument);
    }

    /// The same of a client that has named the server in its TLS handshake.
    Optional<UserAtHost.Accepted> wanted(Session session, Exchange user, String serverName) {
        return allowed(session, UserAtHost.of(user.command().argument().orElse(""), serverName), "SNI", serverName);
    }

    private Optional<UserAtHost.Accepted> allowed(Session session, UserAtHost asked, String how, String text) {
        return switch (asked) {
            case UserAtHost.Accepted accepted -> {
                var refusal = present(session).destinations.flatMap(allowed -> allowed.refusal(accepted.destination()));
                refusal.ifPresent(why -> host.journal().notice(session, why));
                yield refusal.isPresent() ? Optional.empty() : Optional.of(accepted);
            }
            case UserAtHost.Rejected rejected -> {
                host.journal().notice(session, WireText.display(rejected.logText(how, text)));
                yield Optional.empty();
            }
        };
    }

    /// The role with what has been laid over the directives of its virtual host.
    private ForwardRole present(Session session) {
        return session.host().role() instanceof ForwardRole role ? role : this;
    }

    /// Connects the client to a server and goes on with its `USER` there.
    SessionState connect(Session session, Exchange user, String name, Destination destination, Approach approach) {
        session.login().requested(user.command().argument().orElse(name), name);
        session.services()
                .trace()
                .log("proxy.forward", 11, () -> "connecting to " + destination + " for user '" + name + "'");
        var present = present(session).host;
        return FtpMeeting.begin(
                present,
                session,
                new ForwardRoute(present, session, destination, itself),
                new SendUser(new Unconnected(present, session, approach), user, name, destination));
    }
}
