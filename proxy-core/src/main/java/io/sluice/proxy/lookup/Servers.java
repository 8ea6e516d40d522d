package io.sluice.proxy.lookup;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.proxy.lookup.BackendUrl.Discovery;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One `ProxyReverseServers` as written: where backends come from.
public sealed interface Servers {

    record Urls(List<BackendUrl> all) implements Servers {
        public Urls {
            all = List.copyOf(all);
        }
    }

    /// A file that is read when the configuration is.
    record InFile(Path path) implements Servers {}

    /// A file that is read for each session.
    record InFilePerName(FileTemplate template) implements Servers {}

    /// A `SQLNamedQuery` that is run for each session.
    record ByQuery(String name) implements Servers {}

    /// Reads one or more URLs, or one `file:/path`, or one `sql:/name`.
    static Servers parse(Arguments arguments) throws BadValue {
        if (arguments.size() == 0) {
            throw new BadValue("wrong number of parameters");
        }
        if (arguments.size() == 1) {
            var word = arguments.text();
            if (word.startsWith("file:")) {
                return file(word.substring("file:".length()));
            }
            if (word.startsWith("sql:/")) {
                return query(word, word.substring("sql:/".length()));
            }
        }
        var urls = new ArrayList<BackendUrl>(arguments.size());
        for (String word : arguments.all()) {
            urls.add(BackendUrl.parse(word));
        }
        return new Urls(urls);
    }

    private static Servers file(String path) throws BadValue {
        try {
            if (path.startsWith("/")) {
                var template = FileTemplate.of(path);
                return template.isPresent() ? new InFilePerName(template.get()) : new InFile(Path.of(path));
            }
        } catch (InvalidPathException _) {
            // refused below
        }
        throw new BadValue("error reading ProxyReverseServers file '" + path + "': Invalid argument");
    }

    private static Servers query(String word, String name) throws BadValue {
        if (name.isEmpty()) {
            throw new BadValue("error parsing '" + word + "': Invalid argument (expected sql:/ and the name of a"
                    + " SQLNamedQuery)");
        }
        return new ByQuery(name);
    }

    /// Whether this names that URL.
    default boolean names(BackendUrl url) {
        return this instanceof Urls(var all) && all.contains(url);
    }

    /// The first URL that is never without TLS.
    default Optional<BackendUrl> overTls() {
        return this instanceof Urls(var all)
                ? all.stream()
                        .filter(url -> url.protocol() == BackendUrl.Protocol.FTPS)
                        .findFirst()
                : Optional.empty();
    }

    /// The URLs whose port means nothing, since their records tell the ports.
    default List<BackendUrl> withIdlePort() {
        return this instanceof Urls(var all)
                ? all.stream()
                        .filter(url -> url.discovery() != Discovery.NONE && url.hasPort())
                        .toList()
                : List.of();
    }
}
