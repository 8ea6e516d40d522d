package io.sluice.proxy;

import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.BackendUrl.Discovery;
import io.sluice.proxy.lookup.BackendUrl.Protocol;

/// What the place of a backend says about TLS, whatever the directives say.
///
/// @param demanded whether there has to be TLS
/// @param implicit whether the handshake comes first, without `AUTH`
record TlsNeed(boolean demanded, boolean implicit) {
    /// The port on which FTP servers expect a TLS handshake first.
    static final int IMPLICIT_PORT = 990;

    static final TlsNeed IMPLICIT = new TlsNeed(true, true);

    /// That of a URL as written, and of the one that it leads to. Where the DNS tells the place, nothing is implicit.
    static TlsNeed of(BackendUrl written, BackendUrl present) {
        boolean demanded = written.protocol() == Protocol.FTPS || present.protocol() == Protocol.FTPS;
        return new TlsNeed(
                demanded, demanded && written.discovery() == Discovery.NONE && written.port() == IMPLICIT_PORT);
    }
}
