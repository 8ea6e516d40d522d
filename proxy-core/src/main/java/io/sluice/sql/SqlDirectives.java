package io.sluice.sql;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Directive.Effect;
import io.sluice.config.Directive.Occurrence;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The directives of look-ups in databases.
public final class SqlDirectives {

    /// Whether queries are run.
    enum Engine {
        ON,
        OFF
    }

    static final Directive<Engine> ENGINE = Directive.of("SQLEngine", SqlDirectives::engine)
            .syntax("on|off|auth|log")
            .defaultsTo(Engine.ON, "on")
            .effect(new Effect.Differs(
                    "auth and log are as on: there are look-ups, and neither logins nor logs by SQL"))
            .help("Whether queries of this server are run.");

    static final Directive<Dialect> BACKEND = Directive.of("SQLBackend", arguments -> dialect(arguments.text()))
            .syntax("sqlite3|mysql|postgres")
            .effect(new Effect.Differs(
                    "where it is absent, a SQLConnectInfo that is a path means sqlite3, any other the first of postgres"
                            + " and mysql whose driver is present"))
            .help("The kind of database of SQLConnectInfo. The driver of sqlite3 is part of Sluice; those of the others"
                    + " are JDBC drivers in a folder of modules/.");

    static final Directive<ConnectInfo> CONNECT_INFO = Directive.of("SQLConnectInfo", SqlDirectives::connectInfo)
            .takes(0, Integer.MAX_VALUE)
            .syntax("database[@host][:port] [user [password [PERSESSION|PERCONNECTION|PERCALL|seconds]]]"
                    + " [ssl-ca:path] [ssl-cert:path] [ssl-key:path]")
            .effect(new Effect.Differs(
                    "connections are shared by all sessions, 16 at most; the policy tells how long one"
                            + " that is not used is kept: 60 seconds, as many as are given, or not at all (PERCALL)"))
            .help("The database that queries are run against; for sqlite3 the absolute path of its file. Without it no"
                    + " query is run.");

    static final Directive<NamedConnectInfo> NAMED_CONNECT_INFO = Directive.of(
                    "SQLNamedConnectInfo", NamedConnectInfo::parse)
            .takes(0, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("name sqlite3|mysql|postgres database[@host][:port] [user [password [policy]]] [ssl-…:path …]")
            .help("Another database, for the queries that name it. SQLConnectInfo is needed too.");

    static final Directive<NamedQuery> NAMED_QUERY = Directive.of("SQLNamedQuery", NamedQuery::parse)
            .takes(0, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("name SELECT|UPDATE|INSERT|FREEFORM \"text\" [table] [connection]")
            .effect(new Effect.Differs(
                    "variables are bound to parameters of a prepared statement and are never part of its text; one that"
                            + " stands where no parameter can is an error. %{env:NAME} is read when the query runs."
                            + " LIKE patterns in values stay patterns"))
            .help("A query for ProxyReverseServers sql:/name. %{0} is the user or group looked up; the variables of"
                    + " LogFormat stand for facts of the session.");

    /// The words of `SQLOptions`.
    enum SqlOption {
        NoDisconnectOnError,
        NoReconnect,
        IgnoreConfigFile
    }

    private static final String LATER = "UseNormalizedGroupSchema";

    static final Directive<Set<SqlOption>> OPTIONS = Directive.of("SQLOptions", SqlDirectives::options)
            .takes(1, Integer.MAX_VALUE)
            .occurs(Occurrence.ACCUMULATES)
            .syntax("NoDisconnectOnError|NoReconnect|IgnoreConfigFile …")
            .effect(new Effect.Differs("a database that fails never ends a session, and no configuration file of a"
                    + " client library is read: only NoReconnect changes anything"))
            .help(
                    "NoReconnect: a query whose connection has been lost fails, instead of being run again on a new one.");

    /// `SQLKeepAlive`: a connection that was idle for so long is tried by that statement before it is used.
    record KeepAlive(Duration interval, String statement) {}

    static final Directive<KeepAlive> KEEP_ALIVE = Directive.of("SQLKeepAlive", SqlDirectives::keepAlive)
            .takes(1, 2)
            .syntax("seconds [statement]")
            .effect(new Effect.Differs("the statement is run when a connection is wanted again, not by the clock"))
            .help("A connection that was not used for so many seconds is tried by the statement, SELECT 1 if none is"
                    + " given, before a query is run on it.");

    public static final List<Directive<?>> ALL =
            List.of(ENGINE, BACKEND, CONNECT_INFO, NAMED_CONNECT_INFO, NAMED_QUERY, OPTIONS, KEEP_ALIVE);

    private SqlDirectives() {}

    private static Engine engine(Arguments arguments) throws BadValue {
        return arguments.choice(
                0,
                Map.of(
                        "on",
                        Engine.ON,
                        "yes",
                        Engine.ON,
                        "true",
                        Engine.ON,
                        "1",
                        Engine.ON,
                        "auth",
                        Engine.ON,
                        "log",
                        Engine.ON,
                        "off",
                        Engine.OFF,
                        "no",
                        Engine.OFF,
                        "false",
                        Engine.OFF,
                        "0",
                        Engine.OFF),
                "unknown SQLEngine parameter '" + arguments.text() + "'");
    }

    static Dialect dialect(String word) throws BadValue {
        return Dialect.named(word).orElseThrow(() -> new BadValue(": SQLBackend '" + word + "' not supported"));
    }

    private static ConnectInfo connectInfo(Arguments arguments) throws BadValue {
        return ConnectInfo.parse(arguments);
    }

    private static Set<SqlOption> options(Arguments arguments) throws BadValue {
        var options = EnumSet.noneOf(SqlOption.class);
        for (String word : arguments.all()) {
            if (word.equals(LATER)) {
                throw new BadValue("SQLOption '" + word + "' is not supported by this version");
            }
            try {
                options.add(SqlOption.valueOf(word));
            } catch (IllegalArgumentException _) {
                throw new BadValue("unknown SQLOption '" + word + "'");
            }
        }
        return options;
    }

    private static KeepAlive keepAlive(Arguments arguments) throws BadValue {
        return new KeepAlive(
                Duration.ofSeconds(arguments.number(0, 1, Integer.MAX_VALUE, "badly formatted number of seconds")),
                arguments.find(1).orElse("SELECT 1"));
    }
}
