package io.sluice.server;

import io.sluice.filter.ConnectionRate;
import io.sluice.ftp.Reply;
import io.sluice.module.Decision;
import io.sluice.module.ServerEvent;
import io.sluice.net.Addresses;
import io.sluice.session.Session;
import io.sluice.session.SessionServices;
import io.sluice.session.VirtualHost;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/// What becomes of an accepted connection: it is refused without a byte if there are too many (`MaxInstances`,
/// `MaxConnectionRate`), else it is given its virtual host, the name of its client, and its session.
final class Reception {
    private final Surroundings surroundings;
    private final Sessions sessions;
    private final SessionServices services;
    private final Supplier<Optional<Setup>> present;
    private final ConnectionRate rate = new ConnectionRate();
    private final UniqueIds uniqueIds = new UniqueIds();
    private final AtomicLong numbers = new AtomicLong();

    /// @param present the setup in force, one more use of it counted; empty once the server is closed
    Reception(
            Surroundings surroundings, Sessions sessions, SessionServices services, Supplier<Optional<Setup>> present) {
        this.surroundings = surroundings;
        this.sessions = sessions;
        this.services = services;
        this.present = present;
    }

    /// Takes a connection over. Called by the thread that accepts, and quick: a refused connection costs no thread.
    void accepted(SocketChannel channel) {
        var setup = present.get();
        if (setup.isEmpty()) {
            close(channel);
            return;
        }
        var refusal = refusal(setup.get());
        if (refusal.isPresent()) {
            services.log().notice(refusal.get());
            close(channel);
            setup.get().release();
            return;
        }
        var visit = new Visit(sessions, setup.get(), channel);
        Thread.ofVirtual().name("session").start(() -> receive(visit));
    }

    /// Why not, if not; otherwise a place has been taken.
    private Optional<String> refusal(Setup setup) {
        var most = setup.mostSessions();
        if (!sessions.takePlace(most)) {
            services.events().accept(new ServerEvent("core.max-instances", Optional.empty()));
            return Optional.of("MaxInstances (" + most.getAsInt() + ") reached, new connection denied");
        }
        var tooFast = setup.configuration()
                .main()
                .directives()
                .find(ConnectionRate.MAX_CONNECTION_RATE)
                .flatMap(limit -> rate.refusal(limit, Instant.now()))
                .map(Decision.Step::found);
        if (tooFast.isPresent()) {
            sessions.givePlaceBack();
        }
        return tooFast;
    }

    private void receive(Visit visit) {
        visit.arriving();
        try {
            var session = session(visit);
            visit.arrived();
            if (session.isPresent()) {
                sessions.add(session.get());
                session.get().run();
            } else {
                visit.ended();
            }
        } catch (IOException _) {
            refuse(visit); // gone before it began
        } catch (RuntimeException e) {
            refuse(visit);
            services.log().error("a connection could not be served: " + e);
        } finally {
            visit.read();
        }
    }

    private static void refuse(Visit visit) {
        visit.cut();
        visit.ended();
    }

    private Optional<Session> session(Visit visit) throws IOException {
        var channel = visit.channel();
        var local = Addresses.plain((InetSocketAddress) channel.getLocalAddress());
        var host = visit.setup().hosts().at(local);
        if (host.isEmpty()) {
            nobodyFor(channel, local);
            return Optional.empty();
        }
        var client = Addresses.plain((InetSocketAddress) channel.getRemoteAddress());
        long id = numbers.incrementAndGet();
        var session = new Session(
                id, channel, surroundings.names().nameOrAddress(client.getAddress()), host.get(), services, () -> {
                    sessions.remove(id);
                    services.trace().forget(id);
                    visit.ended();
                });
        note(session, host.get());
        return Optional.of(session);
    }

    private void note(Session session, VirtualHost host) {
        if (host.directives().get(ServerDirectives.UNIQUE_ID_ENGINE)) {
            session.facts().notes().put("UNIQUE_ID", uniqueIds.next());
        }
        if (host.directives().get(ServerDirectives.IDENT_LOOKUPS)) {
            var name = surroundings
                    .identification()
                    .of(session.facts().client(), session.facts().local());
            session.identified(name);
        }
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
