package io.sluice.datastore;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import java.util.Locale;

/// Where a datastore is (`ProxyDatastore`).
public enum DatastoreKind {
    /// In a file in `ProxyTables`.
    SQLITE;

    /// Reads `SQLite`, or `Redis` and a prefix, which needs a module that speaks to Redis.
    public static DatastoreKind parse(Arguments arguments) throws BadValue {
        return switch (arguments.text().toLowerCase(Locale.ROOT)) {
            case "sqlite" -> {
                if (arguments.size() > 1) {
                    throw new BadValue("wrong number of parameters");
                }
                yield SQLITE;
            }
            case "redis" -> {
                if (arguments.size() < 2) {
                    throw new BadValue("missing required Redis key prefix");
                }
                throw new BadValue("datastore 'Redis' needs a module that keeps it, and none is loaded");
            }
            default -> throw new BadValue("unsupported ProxyDatastore: " + arguments.text());
        };
    }
}
