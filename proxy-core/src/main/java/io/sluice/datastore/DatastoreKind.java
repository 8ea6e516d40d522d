package io.sluice.datastore;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.cache.Capabilities;
import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Locale;

/// Where a datastore is (`ProxyDatastore`).
public sealed interface DatastoreKind {

    /// In a file in `ProxyTables`.
    record Sqlite() implements DatastoreKind {}

    /// In a shared store.
    ///
    /// @param type the name of its provider
    /// @param info what stands behind the type and a colon
    /// @param prefix what every key begins with
    record Shared(String type, String info, String prefix) implements DatastoreKind {}

    /// Reads `SQLite`, or the type of a store, for some kinds of it a colon and where it is, and a prefix.
    static DatastoreKind parse(Arguments arguments) throws BadValue {
        var words = arguments.text().split(":", 2);
        var type = words[0].toLowerCase(Locale.ROOT);
        if (type.equals("sqlite")) {
            if (arguments.size() > 1) {
                throw new BadValue("wrong number of parameters");
            }
            return new Sqlite();
        }
        if (type.equals("redis") && arguments.size() < 2) {
            throw new BadValue("missing required Redis key prefix");
        }
        var prefix = arguments.find(1).orElse("");
        if (prefix.getBytes(UTF_8).length > Capabilities.LARGEST_PREFIX) {
            throw new BadValue("key prefix '" + prefix + "' is longer than " + Capabilities.LARGEST_PREFIX + " bytes");
        }
        return new Shared(type, words.length > 1 ? words[1] : "", prefix);
    }
}
