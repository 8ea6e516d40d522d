package io.sluice.tls.engine;

import io.sluice.tls.session.Reach;
import io.sluice.tls.settings.BackendSettings;
import io.sluice.tls.settings.TlsSettings;
import java.util.Optional;
import java.util.function.Consumer;

/// A library that speaks TLS. Using one loads it.
public interface TlsLibrary {

    /// Its name, for messages.
    String name();

    /// What these settings ask for that it cannot do, in words that go on after its name (`cannot offer TLSv1.1`);
    /// empty if it can do all.
    Optional<String> objection(TlsSettings settings);

    /// The same for settings of TLS towards backends.
    Optional<String> objection(BackendSettings settings);

    /// Its engines towards backends of whose settings it can do all.
    BackendEngines towards(BackendSettings settings);

    /// How far its sessions go at most.
    Reach reach();

    /// Its engines for a server of whose settings it can do all.
    ///
    /// @param log hears what belongs to no control connection
    Engines under(TlsSettings settings, Keeping keeping, Consumer<String> log);
}
