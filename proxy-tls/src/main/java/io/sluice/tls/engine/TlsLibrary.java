package io.sluice.tls.engine;

import io.sluice.tls.settings.TlsSettings;
import java.util.Optional;

/// A library that speaks TLS. Using one loads it.
public interface TlsLibrary {

    /// Its name, for messages.
    String name();

    /// What these settings ask for that it cannot do, in words that go on after its name (`cannot offer TLSv1.1`);
    /// empty if it can do all.
    Optional<String> objection(TlsSettings settings);

    /// Its engines for a server of which it can do all that is asked.
    Engines under(TlsSettings settings);
}
