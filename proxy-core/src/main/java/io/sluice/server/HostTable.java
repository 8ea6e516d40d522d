package io.sluice.server;

import io.sluice.config.DirectiveSet;
import io.sluice.net.Addresses;
import io.sluice.session.ProxyProtocolDirectives;
import io.sluice.session.VirtualHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Which virtual host a connection belongs to: a pure function of the address and port it was made to, and among those
/// that share one, of the name the client asks for.
final class HostTable {
    private final List<BoundServer> servers;
    private final boolean asksFirst;

    HostTable(List<BoundServer> servers) {
        this.servers = List.copyOf(servers);
        this.asksFirst =
                servers.stream().map(server -> server.host().directives()).anyMatch(HostTable::asksFirst);
    }

    private static boolean asksFirst(DirectiveSet directives) {
        return directives.get(ServerDirectives.IDENT_LOOKUPS) || directives.get(ProxyProtocolDirectives.ENGINE);
    }

    /// Whether any server asks somebody about a client before its session begins (`IdentLookups`,
    /// `ProxyProtocolEngine`), and so may have to wait.
    boolean asksFirst() {
        return asksFirst;
    }

    List<BoundServer> servers() {
        return servers;
    }

    /// The server of a connection made to that address: one bound to exactly it, else to every address on its port,
    /// else the only one on its port, else the default server, else for a loopback address one that is on loopback.
    Optional<VirtualHost> at(InetSocketAddress local) {
        var address = local.getAddress();
        int port = local.getPort();
        return first(server -> server.isAt(address, port))
                .or(() -> first(server -> server.isAtEvery(address, port)))
                .or(() -> onlyOneOn(port))
                .or(() -> first(BoundServer::isDefault))
                .or(() -> Addresses.isLoopback(address) ? first(HostTable::isOnLoopback) : Optional.empty());
    }

    /// This table as it is for a connection to that address while some places are down: without the servers of which no
    /// place is left, and empty if the connection would be one of theirs, or the place itself is down.
    HostTable without(Set<InetSocketAddress> down, InetSocketAddress local) {
        if (down.isEmpty()) {
            return this;
        }
        var left = servers.stream()
                .filter(server -> !down.containsAll(server.places()))
                .toList();
        var reached = at(local);
        boolean isDown = down.contains(local)
                || (reached.isPresent() && left.stream().map(BoundServer::host).noneMatch(reached.get()::equals));
        return new HostTable(isDown ? List.of() : left);
    }

    /// The server that is bound to exactly that address and port.
    Optional<VirtualHost> exactlyAt(InetSocketAddress local) {
        return first(server -> server.isAt(local.getAddress(), local.getPort()));
    }

    /// The server on that port and one of those addresses that answers to the name.
    Optional<VirtualHost> named(String name, List<InetAddress> addresses, int port) {
        return first(server -> isAtOneOf(server, addresses, port) && hasName(server, name));
    }

    /// Whether any server on that port and one of those addresses has a name.
    boolean hasNames(List<InetAddress> addresses, int port) {
        return servers.stream().anyMatch(server -> server.isNamed() && isAtOneOf(server, addresses, port));
    }

    private static boolean isAtOneOf(BoundServer server, List<InetAddress> addresses, int port) {
        return addresses.stream().anyMatch(address -> server.isAt(address, port));
    }

    private static boolean hasName(BoundServer server, String name) {
        return server.host().aliases().stream().anyMatch(alias -> matches(alias, name));
    }

    private Optional<VirtualHost> onlyOneOn(int port) {
        var onPort = servers.stream()
                .filter(server -> server.host().port() == port)
                .map(BoundServer::host)
                .toList();
        return onPort.size() == 1 ? Optional.of(onPort.getFirst()) : Optional.empty();
    }

    private Optional<VirtualHost> first(Predicate<BoundServer> condition) {
        return servers.stream().filter(condition).map(BoundServer::host).findFirst();
    }

    private static boolean isOnLoopback(BoundServer server) {
        return server.addresses().stream().anyMatch(Addresses::isLoopback);
    }

    private static boolean matches(String alias, String name) {
        var regex = new StringBuilder();
        alias.chars()
                .mapToObj(c -> switch (c) {
                    case '*' -> ".*";
                    case '?' -> ".";
                    default -> Pattern.quote(Character.toString(c));
                })
                .forEach(regex::append);
        return Pattern.compile(regex.toString(), Pattern.CASE_INSENSITIVE)
                .matcher(name)
                .matches();
    }
}
