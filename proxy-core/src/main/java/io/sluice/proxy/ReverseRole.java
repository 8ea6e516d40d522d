package io.sluice.proxy;

import io.sluice.net.Addresses;
import io.sluice.proxy.policy.Client;
import io.sluice.proxy.policy.ConnectPolicy;
import io.sluice.session.Greeting;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import java.util.Optional;

/// A reverse proxy: the proxy picks the backend, and the client need not notice. The backend is connected as soon as
/// enough is known to choose it:
///
/// - when the session begins, and the backend's greeting is the one the client gets;
/// - at `USER` where the policy goes by its name, under a greeting of our own;
/// - at `PASS` where the proxy checks users itself, whatever the policy, under a greeting of our own.
///
/// @param accounts of the clients whom the proxy checks before a backend is chosen, where `UseReverseProxyAuth` asks
/// for it
public record ReverseRole(ProxyHost host, Pool pool, Optional<LocalAccounts> accounts) implements ProxyRole {

    @Override
    public SessionState begin(Session session) {
        session.facts().notes().put("mod_proxy.role", "reverse");
        session.facts().notes().put("mod_proxy.policy", pool.policy().word());
        if (accounts.isPresent()) {
            return greeted(session, new LocalLogin(this, accounts.get()));
        }
        if (pool.policy() == ConnectPolicy.PER_USER) {
            return greeted(session, new UserFirst(this));
        }
        return FtpMeeting.begin(host, session, route(session), new Greet(session));
    }

    private SessionState greeted(Session session, Approach approach) {
        session.greet(Greeting.of(session));
        return new Unconnected(host, session, approach);
    }

    /// The way of a session to a backend, under what has been laid over the directives of its virtual host.
    Route route(Session session) {
        return session.host().role() instanceof ReverseRole present ? present.way(session) : way(session);
    }

    private Route way(Session session) {
        var facts = session.facts();
        var client = new Client(
                facts.requestedUser(),
                facts.group(),
                Addresses.text(facts.client().getAddress()));
        return pool.route(client, host.settings().retryCount(), ChoiceLog.of(session, host.journal()));
    }
}
