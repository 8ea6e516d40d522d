package io.sluice.ssh;

import io.sluice.session.SessionServices;
import io.sluice.session.VirtualHost;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.ServerBuilder;
import org.apache.sshd.server.session.SessionFactory;

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
        this.sessions = new SessionFactory(server);
    }

    /// Takes the connection of a client over.
    public SshFrontend take(SocketChannel channel, VirtualHost host, SessionServices services) throws IOException {
        host.settings().sockets().applyToControl(channel);
        return new SshFrontend(channel, terms, sessions, services);
    }

    private static SshFrontend owner(IoSession socket) {
        return ((SshSocket) socket).owner(SshFrontend.class);
    }
}
