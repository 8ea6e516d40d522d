package io.sluice.tls;

import io.sluice.module.ControlTls;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerTls;
import io.sluice.module.SessionView;
import io.sluice.module.TlsDemands;
import io.sluice.tls.engine.Engines;
import io.sluice.tls.settings.TlsOption;
import io.sluice.tls.settings.TlsSettings;
import io.sluice.tls.verify.ChainVerifier;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;

/// TLS towards the clients of one server.
///
/// @param engines none where the server has nothing to show
/// @param looksUpNames whether the names of clients by reverse DNS are known
record Frontend(
        TlsSettings settings,
        Optional<Engines> engines,
        ChainVerifier verifier,
        Journal journal,
        TlsDemands demands,
        boolean looksUpNames)
        implements ServerTls {
    Frontend(
            TlsSettings settings,
            Optional<Engines> engines,
            Journal journal,
            TlsDemands demands,
            boolean looksUpNames) {
        this(settings, engines, new ChainVerifier(settings.clients()), journal, demands, looksUpNames);
    }

    /// The same where other demands hold.
    Frontend demanding(TlsDemands others) {
        return others.equals(demands) ? this : new Frontend(settings, engines, verifier, journal, others, looksUpNames);
    }

    @Override
    public boolean isUsable() {
        return engines.isPresent();
    }

    @Override
    public boolean isImplicit() {
        return settings.has(TlsOption.USE_IMPLICIT_SSL);
    }

    @Override
    public Duration handshakeLimit() {
        return settings.handshakeLimit();
    }

    @Override
    public boolean isPerUser() {
        return settings.has(TlsOption.ALLOW_PER_USER);
    }

    @Override
    public Optional<InetAddress> shownAddress() {
        return settings.shownAddress();
    }

    @Override
    public void log(String text) {
        journal.log(text);
    }

    @Override
    public ControlTls accept(SessionView session, ServerNames names) {
        boolean heedsNames = !settings.has(TlsOption.IGNORE_SNI);
        var connection = connection(session, heedsNames);
        return heedsNames ? new NamedConnection(connection, session, names) : connection;
    }

    ControlConnection connection(SessionView session, boolean heedsNames) {
        return new ControlConnection(
                this,
                engines.orElseThrow(() -> new IllegalStateException("a server without certificates accepts nobody")),
                session,
                heedsNames);
    }
}
