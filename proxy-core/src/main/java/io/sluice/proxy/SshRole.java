package io.sluice.proxy;

import io.sluice.module.EndReason;
import io.sluice.net.Addresses;
import io.sluice.proxy.policy.Client;
import io.sluice.session.Frontend;
import io.sluice.session.Session;
import io.sluice.session.SessionServices;
import io.sluice.session.SessionState;
import io.sluice.session.Unproxied;
import io.sluice.session.VirtualHost;
import io.sluice.ssh.SshFrontend;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;

/// A reverse proxy for SSH: SFTP, SCP, and commands. The backend is connected
///
/// - when the session begins, and is then the one that lets the client in;
/// - where the policy goes by users or groups, once the proxy itself has let the client in, for whom it then vouches.
///
/// @param accounts of the clients whom the proxy lets in itself
record SshRole(ProxyHost host, Pool pool, SshSides sides, Optional<LocalAccounts> accounts) implements ProxyRole {

    @Override
    public Frontend frontend(SocketChannel channel, VirtualHost host, SessionServices services) throws IOException {
        return sides.frontend().take(channel, host, services);
    }

    @Override
    public SessionState begin(Session session) {
        session.facts().notes().put("mod_proxy.role", "reverse");
        session.facts().notes().put("mod_proxy.policy", pool.policy().word());
        var frontend = (SshFrontend) session.frontend();
        if (accounts.isEmpty()) {
            return SshMeeting.begin(this, session, new Login(this, session, frontend));
        }
        if (sides.terms().keys().isEmpty()) {
            host.journal()
                    .notice(
                            session,
                            "unable to handle '" + pool.policy().word()
                                    + "' ProxyReverseConnectPolicy: no ProxySFTPHostKeys configured");
            session.end(EndReason.of(EndReason.Kind.MISCONFIGURED, "no ProxySFTPHostKey"));
            return Unproxied.over(session);
        }
        return new SshLocalLogin(this, session, frontend, accounts.get());
    }

    /// The way of a session to a backend.
    Route route(Session session) {
        var facts = session.facts();
        var client = new Client(
                facts.requestedUser(),
                facts.group(),
                Addresses.text(facts.client().getAddress()));
        return pool.route(client, host.settings().retryCount(), ChoiceLog.of(session, host.journal()));
    }

    /// The backend is to let the client in.
    private record Login(SshRole role, Session session, SshFrontend frontend) implements SshErrand {
        @Override
        public SessionState connected(SshBackend backend) {
            return new SshLogin(role, session, frontend, backend, Optional.empty());
        }

        @Override
        public SessionState unreachable(ConnectFailure why) {
            session.end(EndReason.of(EndReason.Kind.BACKEND_UNREACHABLE));
            return Unproxied.over(session);
        }
    }
}
