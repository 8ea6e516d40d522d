package io.sluice.sql;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;

/// A database beside the one of `SQLConnectInfo`, for the queries that name it (`SQLNamedConnectInfo`).
record NamedConnectInfo(String name, Dialect dialect, ConnectInfo info) {
    private static final String COUNT = "requires 3 to 10 parameters; check the mod_sql docs";

    static NamedConnectInfo parse(Arguments arguments) throws BadValue {
        if (arguments.size() < 3 || arguments.size() > 10) {
            throw new BadValue(COUNT);
        }
        return new NamedConnectInfo(
                arguments.text(),
                SqlDirectives.dialect(arguments.text(1)),
                ConnectInfo.parse(arguments.from(2), COUNT));
    }
}
