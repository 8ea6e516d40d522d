package io.sluice.cache.redis;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.nio.file.Path;

/// Where a server listens. As text it is what a configuration says.
sealed interface Place {
    int MOST_PORT = 65_535;

    /// A name or address, IPv6 without brackets, and a port. A name is resolved when a connection is made.
    record Tcp(String host, int port) implements Place {
        @Override
        public String toString() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /// A Unix socket.
    record Local(Path path) implements Place {
        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// `host`, `host:port`, `[v6]`, `[v6]:port`, or the absolute path of a socket, taken literally.
    static Place parse(String word, int defaultPort) throws CacheException {
        return word.startsWith("/") ? new Local(Path.of(word)) : tcp(word, defaultPort);
    }

    static Tcp tcp(String word, int defaultPort) throws CacheException {
        String host;
        String rest;
        if (word.startsWith("[")) {
            int end = word.indexOf(']');
            host = end < 0 ? "" : word.substring(1, end);
            rest = word.substring(end + 1);
            if (!host.contains(":") || (!rest.isEmpty() && !rest.startsWith(":"))) {
                throw new CacheException(Kind.ARGUMENT, "bad address '" + word + "'; expected [v6] or [v6]:port");
            }
        } else {
            int colon = word.indexOf(':');
            host = colon < 0 ? word : word.substring(0, colon);
            rest = colon < 0 ? "" : word.substring(colon);
            if (rest.indexOf(':', 1) > 0) {
                throw new CacheException(
                        Kind.ARGUMENT, "bad address '" + word + "'; an IPv6 address stands in brackets: [v6]:port");
            }
        }
        if (host.isEmpty()) {
            throw new CacheException(Kind.ARGUMENT, "no host in '" + word + "'; expected host[:port]");
        }
        return new Tcp(host, rest.isEmpty() ? defaultPort : port(rest.substring(1)));
    }

    private static int port(String digits) throws CacheException {
        if (digits.matches("[0-9]{1,5}")) {
            int port = Integer.parseInt(digits);
            if (port >= 1 && port <= MOST_PORT) {
                return port;
            }
        }
        throw new CacheException(Kind.ARGUMENT, "invalid port '" + digits + "'; expected 1 to " + MOST_PORT);
    }
}
