package io.sluice.tls.openssl;

import java.util.Optional;

/// The server that a client engine is to talk to.
///
/// @param host its name or address: a name is sent as SNI
/// @param nameChecked whether its certificate must be for this host, in addition to what the trust manager says
/// @param resumptionKey what the connections that may resume each other's TLS sessions have in common, such as the
///     control connection and its data connections; without one nothing is resumed nor kept
/// @param otherKey the key whose TLS sessions may be resumed where that key has none
public record Backend(String host, boolean nameChecked, Optional<Object> resumptionKey, Optional<Object> otherKey) {

    public Backend(String host, boolean nameChecked, Optional<Object> resumptionKey) {
        this(host, nameChecked, resumptionKey, Optional.empty());
    }

    /// A server that is nobody in particular, and is known otherwise.
    static final Backend NAMELESS = new Backend("", false, Optional.empty());

    boolean hasName() {
        return !host.isEmpty() && !isAddress();
    }

    boolean isAddress() {
        return host.indexOf(':') >= 0 || host.matches("[0-9]+(\\.[0-9]+){3}");
    }
}
