package io.sluice.server;

import io.sluice.ftp.Reply;
import io.sluice.net.Addresses;
import io.sluice.net.ProxyHeader;
import io.sluice.net.ProxyTlvs;
import io.sluice.net.Reactor;
import io.sluice.session.Arrival;
import io.sluice.session.Arrival.Introduced;
import io.sluice.session.ProxyProtocolDirectives;
import io.sluice.session.ProxyProtocolDirectives.Option;
import io.sluice.session.Session;
import io.sluice.session.SessionFacts;
import io.sluice.session.SessionServices;
import io.sluice.session.VirtualHost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What becomes of an accepted connection: it is refused without a byte if there are too many ([Admission]), else it is
/// given its virtual host, the name of its client, and its session.
final class Reception {
    private final Surroundings surroundings;
    private final Sessions sessions;
    private final SessionServices services;
    private final Supplier<Optional<Setup>> present;
    private final Admission admission;
    private final UniqueIds uniqueIds = new UniqueIds();
    private final AtomicLong numbers = new AtomicLong();

    /// @param present the setup in force, one more use of it counted; empty once the server is closed
    Reception(
            Surroundings surroundings, Sessions sessions, SessionServices services, Supplier<Optional<Setup>> present) {
        this.surroundings = surroundings;
        this.sessions = sessions;
        this.services = services;
        this.present = present;
        this.admission = new Admission(sessions, services);
    }

    /// Takes a connection over. Called by the reactor that accepts, and quick: a refused connection costs no thread,
    /// and neither does one of which nothing has to be asked first.
    void accepted(SocketChannel channel) {
        var setup = present.get();
        if (setup.isEmpty()) {
            close(channel);
            return;
        }
        var stranger = admission.admit(setup.get());
        if (stranger.isEmpty()) {
            close(channel);
            setup.get().release();
            return;
        }
        var visit = new Visit(sessions, setup.get(), stranger.get(), channel);
        var reactor = services.reactors().next();
        if (surroundings.names().asksForNames() || setup.get().hosts().asksFirst()) {
            Thread.ofVirtual().name("session").start(() -> {
                visit.arriving();
                receive(visit, reactor);
            });
        } else {
            reactor.execute(() -> receive(visit, reactor));
        }
    }

    private void receive(Visit visit, Reactor reactor) {
        try {
            var session = session(visit, reactor);
            visit.arrived();
            if (session.isPresent()) {
                sessions.add(session.get());
                session.get().begin();
            } else {
                over(visit);
            }
        } catch (Introduction.Missing e) {
            refuse(visit);
            services.log().notice(e.text());
        } catch (IOException _) {
            refuse(visit); // gone before it began
        } catch (RuntimeException e) {
            refuse(visit);
            services.log().error("a connection could not be served: " + e);
        }
    }

    private static void refuse(Visit visit) {
        visit.cut();
        over(visit);
    }

    private static void over(Visit visit) {
        visit.ended();
        visit.read();
    }

    private Optional<Session> session(Visit visit, Reactor reactor) throws IOException {
        var channel = visit.channel();
        var local = Addresses.plain((InetSocketAddress) channel.getLocalAddress());
        var host = visit.setup().hosts().at(local);
        if (host.isEmpty()) {
            nobodyFor(channel, local);
            return Optional.empty();
        }
        var introduced = introduced(channel, host.get());
        var served = introduced
                .flatMap(each -> proxied(each, host.get(), visit.setup().hosts()))
                .orElse(host.get());
        var client = introduced
                .flatMap(each -> each.header().endpoints())
                .map(ProxyHeader.Endpoints::source)
                .orElse((InetSocketAddress) channel.getRemoteAddress());
        if (!admission.admits(visit, Addresses.plain(client.getAddress()))) {
            visit.cut();
            return Optional.empty();
        }
        var arrival = new Arrival(client, local, surroundings.names().nameOrAddress(client.getAddress()), introduced);
        long id = numbers.incrementAndGet();
        var session = new Session(id, channel, arrival, served, reactor, services, new Session.Observer() {
            @Override
            public void loggedIn() {
                visit.stranger().leaves();
            }

            @Override
            public void read() {
                visit.read();
            }

            @Override
            public void ended() {
                sessions.remove(id);
                services.trace().forget(id);
                visit.ended();
            }
        });
        note(session, served);
        return Optional.of(session);
    }

    /// What a trusted sender says of its client, unless it is to be ignored.
    private Optional<Introduced> introduced(SocketChannel channel, VirtualHost host) throws IOException {
        var sender = Addresses.plain((InetSocketAddress) channel.getRemoteAddress());
        var introduction = new Introduction(host.directives(), services.clock());
        if (!introduction.isExpectedFrom(sender.getAddress())) {
            return Optional.empty();
        }
        var header = introduction.read(channel, sender.getAddress());
        return host.directives().get(ProxyProtocolDirectives.IGNORE)
                ? Optional.empty()
                : Optional.of(new Introduced(sender, header));
    }

    /// The virtual host at the address that the client connected to at the sender, if that is what counts.
    private static Optional<VirtualHost> proxied(Introduced introduced, VirtualHost reached, HostTable hosts) {
        return ProxyProtocolDirectives.has(reached.directives(), Option.UseProxiedServerAddress)
                ? introduced.header().endpoints().flatMap(both -> hosts.exactlyAt(both.destination()))
                : Optional.empty();
    }

    private void note(Session session, VirtualHost host) {
        if (host.directives().get(ServerDirectives.UNIQUE_ID_ENGINE)) {
            session.facts().notes().put("UNIQUE_ID", uniqueIds.next());
        }
        if (host.directives().get(ServerDirectives.IDENT_LOOKUPS)) {
            session.identified(identity(session.facts()));
        }
        session.facts().introduced().ifPresent(introduced -> note(session.facts(), introduced));
    }

    /// Who the client's machine says it is. Of a connection that a balancer has made it knows nothing.
    private Optional<String> identity(SessionFacts facts) {
        return facts.introduced().isPresent()
                ? Optional.empty()
                : surroundings.identification().of(facts.client(), facts.local());
    }

    private void note(SessionFacts facts, Introduced introduced) {
        services.log()
                .debug(
                        3,
                        facts,
                        () -> "PROXY header from "
                                + Addresses.text(introduced.sender().getAddress()) + ": "
                                + introduced
                                        .header()
                                        .endpoints()
                                        .map(both -> "client " + text(both.source()) + ", connected to "
                                                + text(both.destination()))
                                        .orElse("no client but the sender itself"));
        var tlvs = introduced.header().tlvs();
        note(facts, "alpn", tlvs.alpn());
        note(facts, "authority", tlvs.authority());
        note(facts, "unique-id", tlvs.uniqueId());
        note(facts, "tls.version", tlvs.tls().flatMap(ProxyTlvs.Tls::version));
        note(facts, "tls.cipher", tlvs.tls().flatMap(ProxyTlvs.Tls::cipher));
    }

    private static void note(SessionFacts facts, String name, Optional<String> value) {
        value.ifPresent(text -> facts.notes().put("mod_proxy_protocol." + name, text));
    }

    private static String text(InetSocketAddress address) {
        return Addresses.text(address.getAddress()) + "#" + address.getPort();
    }

    private static void nobodyFor(SocketChannel channel, InetSocketAddress local) throws IOException {
        var reply =
                Reply.of(500, "Sorry, no server available to handle request on " + Addresses.text(local.getAddress()));
        try (channel) {
            channel.write(ByteBuffer.wrap(reply.bytes()));
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }
}
