package io.sluice.cache.redis;

import static io.sluice.cache.CacheException.Kind.UNAVAILABLE;

import io.sluice.cache.CacheException;
import io.sluice.cache.Deadline;
import io.sluice.cache.HostAddresses;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Protocol.Command;

/// Makes connections that are ready for use: found, secured, logged in, in the right database, and answered once.
///
/// With sentinels each connection asks them anew, in their order; a server that a sentinel names must itself say that
/// it is master. Where none knows one, the server of `RedisServer` is used, if there is one.
final class Connector {
    private final Settings settings;
    private final Watch watch;
    private final Consumer<String> notices;
    private final Optional<TlsContext> tls;
    private final Optional<TlsContext> sentinelTls;
    private final AtomicBoolean warned = new AtomicBoolean();

    /// @param notices is told once of a server that is too old for what is configured
    Connector(Settings settings, Watch watch, Consumer<String> notices) throws CacheException {
        this.settings = settings;
        this.watch = watch;
        this.notices = notices;
        this.tls = TlsContext.of(settings.server().map(Server::tls).orElse(Tls.OFF));
        this.sentinelTls =
                TlsContext.of(settings.sentinels().map(Sentinels::tls).orElse(Tls.OFF));
    }

    Link connect(Deadline caller) throws CacheException {
        Deadline deadline = caller.within(settings.limits().connect());
        if (settings.sentinels().isEmpty()) {
            return ready(settings.server().orElseThrow().place(), deadline);
        }
        return master(settings.sentinels().get(), deadline);
    }

    /// A connection to a server of a cluster.
    Link connect(Place place, Deadline caller) throws CacheException {
        return ready(place, caller.within(settings.limits().connect()));
    }

    private Link master(Sentinels sentinels, Deadline deadline) throws CacheException {
        CacheException last = new CacheException(UNAVAILABLE, "no sentinel knows a master");
        int left = sentinels.places().size() + (settings.server().isPresent() ? 1 : 0);
        for (Place.Tcp sentinel : sentinels.places()) {
            Deadline share = share(deadline, left--);
            Optional<Link> link = Optional.empty();
            try {
                var named = named(sentinel, sentinels, share);
                if (named.isPresent()) {
                    link = Optional.of(ready(named.get(), share));
                    if (isMaster(link.get(), share)) {
                        return link.get();
                    }
                    last = new CacheException(
                            UNAVAILABLE, named.get() + ", which sentinel " + sentinel + " names, is no master");
                }
            } catch (CacheException failure) {
                last = failure;
            }
            link.ifPresent(Link::close);
            deadline.check();
        }
        if (settings.server().isEmpty()) {
            throw last;
        }
        return ready(settings.server().get().place(), deadline);
    }

    /// The master that a sentinel names, if it knows one.
    private Optional<Place> named(Place.Tcp sentinel, Sentinels sentinels, Deadline deadline) throws CacheException {
        try (Link link = open(sentinel, sentinelTls, deadline)) {
            Optional<String> name = sentinels.master();
            if (name.isEmpty()) {
                name = firstOf(link.ask(new CommandArguments(Command.SENTINEL).add("MASTERS"), deadline));
            }
            if (name.isEmpty()) {
                return Optional.empty();
            }
            var reply = link.ask(
                    new CommandArguments(Command.SENTINEL)
                            .add("GET-MASTER-ADDR-BY-NAME")
                            .add(name.get()),
                    deadline);
            if (reply.isNil()) {
                return Optional.empty();
            }
            List<Reply> parts = reply.parts();
            if (parts.size() != 2) {
                throw reply.unexpected("ARRAY of address and port");
            }
            return Optional.of(
                    address(sentinel, parts.get(0).text(), parts.get(1).text()));
        }
    }

    private static Place address(Place sentinel, String host, String port) throws CacheException {
        try {
            return Place.tcp((host.contains(":") ? "[" + host + "]" : host) + ":" + port, 0);
        } catch (CacheException failure) {
            throw new CacheException(UNAVAILABLE, "sentinel " + sentinel + " names " + failure.getMessage(), failure);
        }
    }

    private static Optional<String> firstOf(Reply masters) throws CacheException {
        for (Reply master : masters.parts()) {
            List<Reply> fields = master.parts();
            for (int i = 0; i + 1 < fields.size(); i += 2) {
                if (fields.get(i).text().equals("name")) {
                    return Optional.of(fields.get(i + 1).text());
                }
            }
        }
        return Optional.empty();
    }

    private static boolean isMaster(Link link, Deadline deadline) throws CacheException {
        List<Reply> role =
                link.ask(new CommandArguments(Command.ROLE), deadline).parts();
        return !role.isEmpty() && role.getFirst().text().equals("master");
    }

    /// A connection that is logged in: AUTH, SELECT, PING.
    private Link ready(Place place, Deadline deadline) throws CacheException {
        Link link = open(place, tls, deadline);
        boolean done = false;
        try {
            if (settings.server().isPresent()) {
                logIn(link, settings.server().get(), deadline);
            }
            link.ping(deadline);
            done = true;
            return link;
        } finally {
            if (!done) {
                link.close();
            }
        }
    }

    private void logIn(Link link, Server server, Deadline deadline) throws CacheException {
        if (server.password().isPresent()) {
            String password = server.password().get();
            var auth = new CommandArguments(Command.AUTH);
            if (server.user().isEmpty()) {
                link.ask(auth.add(password), deadline);
            } else {
                try {
                    link.ask(auth.add(server.user().get()).add(password), deadline);
                } catch (CacheException failure) {
                    if (!Refusal.isWrongCountOfArguments(failure)) {
                        throw failure;
                    }
                    if (warned.compareAndSet(false, true)) {
                        notices.accept(link.place() + " knows no users: the password alone is sent, see RedisServer");
                    }
                    link.ask(new CommandArguments(Command.AUTH).add(password), deadline);
                }
            }
        }
        if (server.database().isPresent()) {
            link.ask(new CommandArguments(Command.SELECT).add(server.database().getAsInt()), deadline);
        }
    }

    /// A connection to the first address of a place that takes one.
    private Link open(Place place, Optional<TlsContext> secured, Deadline deadline) throws CacheException {
        List<SocketAddress> addresses = addresses(place, deadline);
        CacheException last = new CacheException(UNAVAILABLE, "no address for " + place);
        int left = addresses.size();
        for (SocketAddress address : addresses) {
            deadline.check();
            try {
                return Link.open(place, address, secured, watch, share(deadline, left--));
            } catch (CacheException failure) {
                last = failure;
            }
        }
        throw last;
    }

    /// What one of several attempts gets of the time that is left.
    private static Deadline share(Deadline deadline, int attempts) {
        return deadline.within(deadline.left().dividedBy(Math.max(1, attempts)));
    }

    private static List<SocketAddress> addresses(Place place, Deadline deadline) throws CacheException {
        return switch (place) {
            case Place.Local(var path) -> List.of(UnixDomainSocketAddress.of(path));
            case Place.Tcp(var _, int port)
            when port < 0 || port > Place.MOST_PORT ->
                throw new CacheException(UNAVAILABLE, "no server has port " + port);
            case Place.Tcp(var host, int port) ->
                HostAddresses.of(host, deadline).stream()
                        .<SocketAddress>map(address -> new InetSocketAddress(address, port))
                        .toList();
        };
    }
}
