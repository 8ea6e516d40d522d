package io.sluice.proxy;

import io.sluice.config.BadValue;
import io.sluice.ftp.Destination;
import io.sluice.ftp.WireText;
import io.sluice.net.Addresses;
import io.sluice.proxy.lookup.BackendUrl;
import io.sluice.proxy.lookup.Member;
import io.sluice.session.Session;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/// The way to a server that the client has named: one attempt over all its addresses, none of which may be our own.
final class ForwardRoute implements Route {
    private static final String NOT_PERMITTED = "Operation not permitted";

    private final ProxyHost host;
    private final Session session;
    private final Destination destination;
    private final Predicate<InetSocketAddress> itself;
    private ConnectFailure refusal = new ConnectFailure.NoMember();

    /// @param itself whether a connection to a place comes back to this server
    ForwardRoute(ProxyHost host, Session session, Destination destination, Predicate<InetSocketAddress> itself) {
        this.host = host;
        this.session = session;
        this.destination = destination;
        this.itself = itself;
    }

    @Override
    public int attempts() {
        return 1;
    }

    @Override
    public boolean mayWait() {
        return true;
    }

    @Override
    public Optional<Member> next() {
        if (isImplicit() && host.tls().isEmpty()) {
            return refused(
                    "destination " + destination + " needs TLS towards backends, which no loaded module offers",
                    "Protocol not supported");
        }
        var places = host.names().addresses(WireText.display(destination.name())).stream()
                .map(address -> new InetSocketAddress(address, destination.port()))
                .toList();
        if (places.isEmpty()) {
            return refused("unable to resolve '" + WireText.display(destination.name()) + "'", NOT_PERMITTED);
        }
        var local = session.facts().local();
        var own = places.stream()
                .filter(place -> place.equals(local) || itself.test(place))
                .findFirst();
        if (own.isPresent()) {
            return refused(
                    "requested destination " + text(own.get()) + " is local address " + text(local) + ", rejecting",
                    NOT_PERMITTED);
        }
        try {
            return Optional.of(new Member(BackendUrl.parse(destination.url()), places));
        } catch (BadValue e) {
            return refused(e.text(), NOT_PERMITTED);
        }
    }

    private boolean isImplicit() {
        return destination.port() == TlsNeed.IMPLICIT_PORT;
    }

    @Override
    public TlsNeed need(Member member, BackendUrl present) {
        return isImplicit() ? TlsNeed.IMPLICIT : Route.super.need(member, present);
    }

    private Optional<Member> refused(String why, String error) {
        host.journal().notice(session, why);
        refusal = new ConnectFailure.Unreachable(error);
        return Optional.empty();
    }

    private static String text(InetSocketAddress place) {
        return Addresses.text(place.getAddress()) + "#" + place.getPort();
    }

    @Override
    public ConnectFailure whyNoMember() {
        return refusal;
    }

    @Override
    public Hold connected(Member member, Duration took) {
        return Hold.NONE;
    }

    @Override
    public void failed(Member member) {}
}
