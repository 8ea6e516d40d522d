package io.sluice.session;

import io.sluice.ftp.HostArgument;
import io.sluice.ftp.WireText;
import io.sluice.module.ServerNames;
import io.sluice.module.ServerTls;
import java.util.Optional;

/// The virtual host that a client chooses by the name in its TLS handshake, as it would by `HOST`.
final class NamedInHandshake implements ServerNames {
    private final VirtualHost host;
    private final Optional<String> requested;
    private final boolean loggedIn;
    private volatile Optional<VirtualHost> other = Optional.empty();

    /// @param host the one that the handshake begins with
    /// @param requested the argument of a `HOST` before it
    /// @param loggedIn whether it is too late to move (`TLSOptions AllowPerUser`)
    NamedInHandshake(VirtualHost host, Optional<String> requested, boolean loggedIn) {
        this.loggedIn = loggedIn;
        this.host = host;
        this.requested = requested;
    }

    /// The virtual host to move to, once the handshake is over.
    Optional<VirtualHost> other() {
        return other;
    }

    @Override
    public Answer find(String name) {
        var shown = WireText.display(name);
        var different = requested.filter(before -> !before.equalsIgnoreCase(name));
        if (different.isPresent()) {
            return new Answer.Refuse(
                    Alert.ACCESS_DENIED,
                    "warning: SNI '" + shown + "' does not match HOST '" + WireText.display(different.get())
                            + "', rejecting connection");
        }
        if (isAddress(name) || !host.siblings().haveNames()) {
            return new Answer.Stay();
        }
        var found = host.siblings().named(name);
        if (found.isEmpty()) {
            return new Answer.Refuse(
                    Alert.UNRECOGNIZED_NAME,
                    "no matching server found for client-sent SNI '" + shown + "', rejecting connection");
        }
        if (found.get().isSameAs(host)) {
            return new Answer.Stay();
        }
        if (loggedIn) {
            return new Answer.Refuse(
                    Alert.ACCESS_DENIED,
                    "SNI '" + shown + "' names another server after the login, rejecting connection");
        }
        var server = found.get().tls().filter(ServerTls::isUsable);
        if (server.isEmpty()) {
            return new Answer.Refuse(
                    Alert.UNRECOGNIZED_NAME, "TLSEngine not enabled for SNI '" + shown + "', rejecting client");
        }
        other = found;
        return new Answer.MoveTo(server.get());
    }

    private static boolean isAddress(String name) {
        return switch (HostArgument.of(name)) {
            case HostArgument.Address _, HostArgument.MissingBrackets _ -> true;
            case HostArgument.Name _, HostArgument.InvalidAddress _, HostArgument.InvalidName _ -> false;
        };
    }
}
