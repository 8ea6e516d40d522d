package io.sluice.ssh;

import io.sluice.session.SessionServices;
import io.sluice.session.VirtualHost;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Map;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.session.SessionFactory;
import org.jspecify.annotations.Nullable;

/// The SSH server of one virtual host: makes the session with a client out of a connection.
public final class FrontendSsh {
    private final FrontendTerms terms;
    private final SessionFactory sessions;

    public FrontendSsh(FrontendTerms terms) {
        this.terms = terms;
        var server = ServerBuilder.builder().build();
        if (!terms.ciphers().isEmpty()) {
            server.setCipherFactories(Algorithms.cipherFactories(terms.ciphers()));
        }
        if (!terms.digests().isEmpty()) {
            server.setMacFactories(Algorithms.digestFactories(terms.digests()));
        }
        if (!terms.keyExchanges().isEmpty()) {
            server.setKeyExchangeFactories(Algorithms.serverKeyExchanges(terms.keyExchanges()));
        }
        server.setCompressionFactories(terms.compression().factories());
        CoreModuleProperties.SERVER_IDENTIFICATION.set(server, terms.version());
        server.setScheduledExecutorService(Timers.SHARED, false);
        server.setKeyPairProvider(KeyPairProvider.wrap(terms.hostKeys()));
        server.setServiceFactories(Services.of(
                session -> owner(session.getIoSession()).authentication(session),
                session -> owner(session.getIoSession()).connection(session)));
        server.addSessionListener(new KeyExchanges());
        this.sessions = new SessionFactory(server);
    }

    /// Takes the connection of a client over.
    public SshFrontend take(SocketChannel channel, VirtualHost host, SessionServices services) throws IOException {
        host.settings().sockets().applyToControl(channel);
        return new SshFrontend(channel, terms, sessions, services);
    }

    /// Hears of exchanges of keys that have failed, whoever found that out first.
    private static final class KeyExchanges implements SessionListener {
        @Override
        public void sessionNegotiationEnd(
                Session session,
                Map<KexProposalOption, String> ofClient,
                Map<KexProposalOption, String> ofServer,
                Map<KexProposalOption, String> agreed,
                @Nullable Throwable failure) {
            if (failure != null) {
                owner(session.getIoSession()).keysNotExchanged();
            }
        }

        @Override
        public void sessionDisconnect(Session session, int reason, String message, String language, boolean ours) {
            if (reason == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED) {
                owner(session.getIoSession()).keysNotExchanged();
            }
        }
    }

    private static SshFrontend owner(IoSession socket) {
        return ((SshSocket) socket).owner(SshFrontend.class);
    }
}
