package io.sluice.proxy;

import io.sluice.log.ModuleLog;
import io.sluice.session.Session;
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
}
