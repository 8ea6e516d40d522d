package io.sluice.tls.engine;

import io.sluice.tls.openssl.OpenSsl;
import io.sluice.tls.openssl.OpenSslContextBuilder;
import io.sluice.tls.openssl.OpenSslException;
import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.TlsSettings;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// OpenSSL 3 of the machine, where it has one: for sessions that other control connections and other processes resume,
/// stapled responses, TLS 1.0 and 1.1, and cipher suites that the other libraries lack. It is loaded with the first
/// question.
public final class OpenSslLibrary implements TlsLibrary {
    public OpenSslLibrary() {}

    @Override
    public String name() {
        return "OpenSSL";
    }

    /// OpenSSL is asked itself, so that it is exact.
    @Override
    public Optional<String> objection(TlsSettings settings) {
        return objection(() -> OpenSslEngines.basis(settings));
    }

    @Override
    public Optional<String> objection(BackendSettings settings) {
        return objection(() -> OpenSslBackends.basis(settings));
    }

    @Override
    public BackendEngines towards(BackendSettings settings) {
        return new OpenSslBackends(settings);
    }

    private static Optional<String> objection(Supplier<OpenSslContextBuilder> basis) {
        return OpenSsl.hindrance().map(why -> "cannot be used (" + why + ")").or(() -> {
            try {
                basis.get().build().close();
                return Optional.empty();
            } catch (OpenSslException e) {
                return Optional.of("refuses (" + e.getMessage() + ")");
            }
        });
    }

    @Override
    public Reach reach() {
        return Reach.STORE;
    }

    @Override
    public Engines under(TlsSettings settings, Keeping keeping, Consumer<String> log) {
        return new OpenSslEngines(settings, keeping, log);
    }
}
