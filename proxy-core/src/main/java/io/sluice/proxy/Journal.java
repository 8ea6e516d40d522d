package io.sluice.proxy;

import io.sluice.log.ModuleLog;
import io.sluice.net.Addresses;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.session.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Supplier;

/// Where proxied sessions tell what happens to them: the system log, and the `ProxyLog` of their server.
record Journal(ModuleLog proxyLog) {
    private static final int DECISIONS = 4;

    /// Something an operator may have to act on.
    void notice(Session session, String text) {
        session.services().log().notice(session.facts(), text);
        proxyLog.log(text);
    }

    /// What an operator would tell a colleague.
    void info(Session session, Supplier<String> text) {
        session.services().log().info(session.facts(), text);
        proxyLog.log(text);
    }

    /// A decision and its reason.
    void debug(Session session, String text) {
        session.services().log().debug(DECISIONS, session.facts(), () -> text);
        proxyLog.log(text);
    }

    /// Notes and tells that a backend is connected.
    void connected(
            Session session, BackendUrl url, InetSocketAddress address, String protocol, int attempt, Duration took) {
        var notes = session.facts().notes();
        notes.put("mod_proxy.backend-ip", Addresses.text(address.getAddress()));
        notes.put("mod_proxy.backend-port", Integer.toString(address.getPort()));
        notes.put("mod_proxy.backend-protocol", protocol);
        notes.put("mod_proxy.backend-connect-ms", Long.toString(took.toMillis()));
        info(
                session,
                () -> "connected to backend " + url + " (" + Addresses.text(address.getAddress()) + ":"
                        + address.getPort() + ") at attempt " + attempt + " in " + took.toMillis() + " ms");
    }
}
