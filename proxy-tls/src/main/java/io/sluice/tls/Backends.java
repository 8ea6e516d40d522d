package io.sluice.tls;

import io.sluice.module.BackendTls;
import io.sluice.module.CoreServices.Journal;
import io.sluice.module.LegTls;
import io.sluice.module.SessionView;
import io.sluice.tls.engine.BackendEngines;
import io.sluice.tls.engine.BackendEngines.Place;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.verify.ChainVerifier;
import io.sluice.tls.verify.Trust;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/// TLS towards the backends of one server. Where no directive asks for anything, a library is not loaded before a
/// backend has agreed to TLS, nor are those whom the Java runtime trusts.
///
/// @param engines none where no library can do what the settings ask for
record Backends(
        Use use,
        Data data,
        BackendSettings settings,
        Once<Optional<BackendEngines>> engines,
        Once<ChainVerifier> verifier)
        implements BackendTls {
    Backends(Use use, Data data, BackendSettings settings, Once<Optional<BackendEngines>> engines) {
        this(use, data, settings, engines, new Once<>(() -> verifier(settings)));
    }

    private static ChainVerifier verifier(BackendSettings settings) {
        return new ChainVerifier(
                Trust.inServers(settings.authorities().orElseGet(RuntimeAuthorities::all), settings.revocations()));
    }

    @Override
    public Duration handshakeLimit() {
        return settings.handshakeLimit();
    }

    @Override
    public LegTls connect(SessionView session, String host, InetSocketAddress address, Journal log)
            throws SSLException {
        var present = engines.get();
        if (present.isEmpty()) {
            log.refusal("no library of TLS can do what the directives of ProxyTLS ask for");
            throw new SSLException("no library of TLS");
        }
        return new BackendConnection(
                this, present.get(), new Place(host, address.getPort()), address.getAddress(), session, log);
    }
}
