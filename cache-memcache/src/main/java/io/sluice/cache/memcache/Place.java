package io.sluice.cache.memcache;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Where a server listens. As text it is what a configuration says.
sealed interface Place {
    int DEFAULT_PORT = 11_211;
    int MOST_PORT = 65_535;

    /// What the ring calls the server, see [Ring].
    String onRing();

    /// A name or address as written, IPv6 with brackets, and a port. A name is resolved when a connection is made.
    record Tcp(String host, int port) implements Place {

        /// The host as a resolver wants it.
        String name() {
            return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        }

        @Override
        public String onRing() {
            return port == DEFAULT_PORT ? host : toString();
        }

        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /// A Unix socket.
    record Local(Path path) implements Place {
        @Override
        public String onRing() {
            return path + ":0";
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /// Servers in words or in comma lists: `host`, `host:port`, `[v6]`, `[v6]:port`, or the absolute path of a socket.
    /// A weight behind the port is read and has no effect.
    static List<Place> parseAll(List<String> words) throws CacheException {
        var places = new ArrayList<Place>();
        for (String word : words) {
            for (String each : word.split(",", -1)) {
                places.add(each.startsWith("/") ? new Local(Path.of(each)) : tcp(each));
            }
        }
        return List.copyOf(places);
    }

    private static Tcp tcp(String word) throws CacheException {
        int end = word.startsWith("[") ? word.indexOf(']') + 1 : word.indexOf(':');
        String host = end < 0 ? word : word.substring(0, end);
        String rest = end < 0 ? "" : word.substring(end);
        boolean v6 = host.length() > 2 && host.startsWith("[") && host.indexOf(':') > 0;
        if (!v6 && (host.isEmpty() || host.contains("["))) {
            throw bad(word);
        }
        if (rest.isEmpty()) {
            return new Tcp(host, DEFAULT_PORT);
        }
        String[] numbers = rest.substring(1).split(":", -1);
        if (!rest.startsWith(":") || numbers.length > 2 || (numbers.length == 2 && !numbers[1].matches("[0-9]{1,9}"))) {
            throw bad(word);
        }
        int port = numbers[0].matches("[0-9]{1,5}") ? Integer.parseInt(numbers[0]) : 0;
        if (port < 1 || port > MOST_PORT) {
            throw bad(word);
        }
        return new Tcp(host, port);
    }

    private static CacheException bad(String word) {
        return new CacheException(
                Kind.ARGUMENT,
                "unable to parse server parameters; seen: '" + word
                        + "', expected host[:port], [v6][:port] or /path, with a port from 1 to " + MOST_PORT);
    }
}
