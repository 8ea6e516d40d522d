package io.sluice.proxy;

import io.sluice.net.ProxyHeader;
import io.sluice.net.ProxyHeader.Endpoints;
import io.sluice.net.ProxyTlvs;
import io.sluice.net.ProxyTlvs.Tls;
import io.sluice.proxy.ProxyDirectives.ProxyOption;
import io.sluice.proxy.ProxyDirectives.RoleName;
import io.sluice.session.Arrival.Introduced;
import io.sluice.session.Session;
import java.net.InetAddress;
import java.util.Optional;

/// The PROXY header by which a backend learns who its client is (`ProxyOptions UseProxyProtocolV1`,
/// `UseProxyProtocolV2`, `UseProxyProtocolV2TLVs`). What a balancer before us has said of the client is passed on and
/// wins over what we know ourselves.
final class OutgoingHeader {
    private OutgoingHeader() {}

    /// The bytes to begin the connection to that address of a backend with; empty if none are wanted.
    static Optional<byte[]> of(Session session, ProxySettings settings, InetAddress backend) {
        if (settings.role() == RoleName.FORWARD) {
            return Optional.empty(); // destinations are not ours, and do not expect it
        }
        var options = settings.options();
        if (options.contains(ProxyOption.UseProxyProtocolV1)) {
            return Optional.of(header(session).version1(backend));
        }
        if (options.contains(ProxyOption.UseProxyProtocolV2)) {
            var header = header(session);
            return Optional.of(
                    (options.contains(ProxyOption.UseProxyProtocolV2TLVs) ? header.with(tlvs(session)) : header)
                            .version2());
        }
        return Optional.empty();
    }

    private static ProxyHeader header(Session session) {
        var facts = session.facts();
        var endpoints = facts.introduced()
                .map(Introduced::header)
                .flatMap(ProxyHeader::endpoints)
                .orElseGet(() -> new Endpoints(facts.client(), facts.local()));
        return new ProxyHeader(Optional.of(endpoints), ProxyTlvs.NONE);
    }

    private static ProxyTlvs tlvs(Session session) {
        var own = ProxyTlvs.ofAlpn(session.facts().protocol()).withTls(tls(session));
        var named = session.facts()
                .requestedHost()
                .or(() -> session.protection().serverName())
                .map(own::withAuthority)
                .orElse(own);
        var known = Optional.ofNullable(session.facts().notes().get("UNIQUE_ID"))
                .map(named::withUniqueId)
                .orElse(named);
        return session.facts()
                .introduced()
                .map(introduced -> introduced.header().tlvs().orElse(known))
                .orElse(known);
    }

    /// TLS of the client's control connection, as it is when the backend is connected to. A certificate that was
    /// accepted has been verified.
    private static Tls tls(Session session) {
        if (!session.protection().isOnControl()) {
            return Tls.NONE;
        }
        var notes = session.facts().notes();
        boolean certificate = notes.containsKey("TLS_CLIENT_A_KEY");
        return new Tls(
                true,
                certificate,
                certificate,
                Optional.ofNullable(notes.get("TLS_PROTOCOL")),
                Optional.ofNullable(notes.get("TLS_CLIENT_S_DN_CN")),
                Optional.ofNullable(notes.get("TLS_CIPHER")),
                Optional.ofNullable(notes.get("TLS_CLIENT_A_SIG")),
                Optional.ofNullable(notes.get("TLS_CLIENT_A_KEY")));
    }
}
