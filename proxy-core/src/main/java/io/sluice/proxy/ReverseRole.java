package io.sluice.proxy;

import io.sluice.session.Greeting;
import io.sluice.session.Role;
import io.sluice.session.Session;
import io.sluice.session.SessionState;
import java.util.Optional;

/// A reverse proxy: the proxy picks the backend, and the client need not notice. The backend is connected when the
/// session begins, and its greeting is the one the client gets; unless the proxy checks users itself, which it does
/// under a greeting of its own and before it connects.
///
/// @param accounts of the clients whom the proxy checks before a backend is chosen, where `UseReverseProxyAuth` asks
/// for it
public record ReverseRole(ProxyHost host, Pool pool, Optional<LocalAccounts> accounts) implements Role {

    @Override
    public SessionState begin(Session session) {
        session.facts().notes().put("mod_proxy.role", "reverse");
        session.facts().notes().put("mod_proxy.policy", pool.policy().word());
        if (accounts.isEmpty()) {
            return Connecting.begin(host, session, route(session), new Greet(session));
        }
        session.send(Greeting.of(session));
        return new Unconnected(host, session, new LocalLogin(this, accounts.get()));
    }

    Route route(Session session) {
        return pool.route(session, host.settings().retryCount());
    }
}
