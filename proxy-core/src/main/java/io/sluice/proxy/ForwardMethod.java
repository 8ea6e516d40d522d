package io.sluice.proxy;

import io.sluice.config.DirectiveSet;
import java.util.Optional;

/// How the clients of a forward proxy say who they are and where they want to go (`ProxyForwardMethod`).
public enum ForwardMethod {
    /// `USER user@host`; the proxy lets everybody pass.
    USER_AT_HOST("user@host"),
    /// The proxy's own login by `USER` and `PASS` first, then `USER user@host`.
    PROXY_USER_THEN_USER_AT_HOST("proxyuser,user@host"),
    /// `USER proxyuser@host`, the proxy's own password, then `USER user`.
    PROXY_USER_AT_HOST_THEN_USER("proxyuser@host,user"),
    /// The server is the one named in the TLS handshake, and `USER` is passed on as it is.
    USER_AT_SNI("user@sni");

    private final String word;

    ForwardMethod(String word) {
        this.word = word;
    }

    /// The word of the configuration.
    public String word() {
        return word;
    }

    /// The method of a virtual host, if it is a forward proxy.
    public static Optional<ForwardMethod> of(DirectiveSet host) {
        return host.get(ProxyDirectives.ENGINE)
                        && host.find(ProxyDirectives.ROLE)
                                .filter(role -> role == ProxyDirectives.RoleName.FORWARD)
                                .isPresent()
                ? host.find(ProxyDirectives.FORWARD_METHOD)
                : Optional.empty();
    }

    /// Whether `USER` carries a destination.
    public boolean clientsNameTheServer() {
        return this != USER_AT_SNI;
    }

    /// Whether clients log in to the proxy first.
    boolean checksClients() {
        return this == PROXY_USER_THEN_USER_AT_HOST || this == PROXY_USER_AT_HOST_THEN_USER;
    }
}
