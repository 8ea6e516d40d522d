package io.sluice.sql;

import io.sluice.config.BadValue;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.config.Setting;
import io.sluice.log.SessionVariables;
import io.sluice.sql.Connections.Keeping;
import io.sluice.sql.SqlDirectives.Engine;
import io.sluice.sql.SqlDirectives.SqlOption;
import java.sql.Driver;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// The databases of one configuration, and the queries of its servers. Servers that name the same database in the same
/// way share its connections. Nothing is opened before the first query.
public final class Databases implements AutoCloseable {
    private static final long TIDY_SECONDS = 10;

    private final Drivers drivers;
    private final SessionVariables variables;
    private final Consumer<String> log;
    private final Map<Key, Connections> connections = new HashMap<>();
    private Optional<ScheduledThreadPoolExecutor> clock = Optional.empty();

    private record Key(Target target, Keeping keeping) {}

    /// No databases yet; those that servers name are added.
    ///
    /// @param log gets what goes wrong with queries
    public Databases(Drivers drivers, SessionVariables variables, Consumer<String> log) {
        this.drivers = drivers;
        this.variables = variables;
        this.log = log;
    }

    /// The queries that look-ups of a server may run, by name. Where the engine is off or no database is configured
    /// there are none, however many are written.
    ///
    /// @param written the names of all its queries
    /// @param changing the names of those that change something, which a look-up does not run
    public record Queries(Map<String, Lookup> byName, Set<String> written, Set<String> changing) {
        public Queries {
            byName = Map.copyOf(byName);
            written = Set.copyOf(written);
            changing = Set.copyOf(changing);
        }
    }

    /// The queries of a server; what is wrong with them is added to the problems.
    public Queries of(DirectiveSet server, List<Problem> problems) {
        var queries = server.settings(SqlDirectives.NAMED_QUERY);
        var written = queries.stream().map(query -> query.value().name()).collect(Collectors.toSet());
        var changing = queries.stream()
                .map(Setting::value)
                .filter(query -> !query.isForLookups())
                .map(NamedQuery::name)
                .collect(Collectors.toSet());
        var defaultInfo = server.setting(SqlDirectives.CONNECT_INFO);
        var at = new At(problems);
        duplicates(queries, at);
        if (server.get(SqlDirectives.ENGINE) == Engine.OFF || defaultInfo.isEmpty()) {
            if (defaultInfo.isEmpty() && !queries.isEmpty()) {
                at.warning(
                        queries.getFirst().position(),
                        "SQLNamedQuery: no query is run, since there is no SQLConnectInfo,");
            }
            return new Queries(Map.of(), written, changing);
        }
        var keeping = new Server(server);
        var byDefault = database(server, defaultInfo.get(), keeping, at);
        var named = new HashMap<String, Database>();
        for (var setting : server.settings(SqlDirectives.NAMED_CONNECT_INFO)) {
            var info = setting.value();
            database("SQLNamedConnectInfo", info.dialect(), info.info(), keeping, setting.position(), at)
                    .ifPresent(database -> named.put(info.name(), database));
        }
        var lookups = new LinkedHashMap<String, Lookup>();
        for (var setting : queries) {
            var query = setting.value();
            var database = query.connection().isEmpty()
                    ? byDefault
                    : Optional.ofNullable(named.get(query.connection().get()));
            if (database.isEmpty()) {
                query.connection()
                        .filter(name -> server.settings(SqlDirectives.NAMED_CONNECT_INFO).stream()
                                .noneMatch(info -> info.value().name().equals(name)))
                        .ifPresent(name -> at.error(
                                "SQLNamedQuery",
                                setting.position(),
                                "SQLNamedQuery '" + query.name() + "': there is no SQLNamedConnectInfo '" + name
                                        + "'"));
                continue;
            }
            try {
                var text = QueryText.of(
                        query.name(), query.statement(), database.get().dialect(), variables);
                if (query.isForLookups()) {
                    lookups.put(
                            query.name(),
                            new Lookup(
                                    query.name(),
                                    text,
                                    database.get().dialect(),
                                    database.get().connections(),
                                    log));
                }
            } catch (BadValue e) {
                at.error("SQLNamedQuery", setting.position(), String.valueOf(e.getMessage()));
            }
        }
        return new Queries(lookups, written, changing);
    }

    private static void duplicates(List<Setting<NamedQuery>> queries, At at) {
        var seen = new HashMap<String, Position>();
        for (var setting : queries) {
            var first = seen.putIfAbsent(setting.value().name(), setting.position());
            if (first != null) {
                at.error(
                        "SQLNamedQuery",
                        setting.position(),
                        "'" + setting.value().name() + "' is already defined on " + first);
            }
        }
    }

    private record Database(Dialect dialect, Connections connections) {}

    private Optional<Database> database(DirectiveSet server, Setting<ConnectInfo> info, Server keeping, At at) {
        var backend = server.find(SqlDirectives.BACKEND);
        if (backend.isPresent()) {
            return database("SQLConnectInfo", backend.get(), info.value(), keeping, info.position(), at);
        }
        if (info.value().isFile()) {
            return database("SQLConnectInfo", Dialect.SQLITE3, info.value(), keeping, info.position(), at);
        }
        var present = List.of(Dialect.POSTGRES, Dialect.MYSQL).stream()
                .filter(dialect -> hasDriver(dialect, info.value()))
                .findFirst();
        return database("SQLConnectInfo", present.orElse(Dialect.POSTGRES), info.value(), keeping, info.position(), at);
    }

    private boolean hasDriver(Dialect dialect, ConnectInfo info) {
        try {
            return Target.of(dialect, info).urls().stream()
                    .anyMatch(url -> drivers.forUrl(url).isPresent());
        } catch (BadValue _) {
            return false;
        }
    }

    private Optional<Database> database(
            String directive, Dialect dialect, ConnectInfo info, Server keeping, Position position, At at) {
        try {
            var target = Target.of(dialect, info);
            for (String url : target.urls()) {
                var driver = drivers.forUrl(url);
                if (driver.isPresent()) {
                    return Optional.of(
                            new Database(dialect, connections(driver.get(), url, target, keeping.keeping(info))));
                }
            }
            throw new BadValue("there is no JDBC driver for SQLBackend " + dialect.word()
                    + ": put its jar into a folder" + " of modules/");
        } catch (BadValue e) {
            at.error(directive, position, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private synchronized Connections connections(Driver driver, String url, Target target, Keeping keeping) {
        if (clock.isEmpty()) {
            var threads = new ScheduledThreadPoolExecutor(
                    1, work -> Thread.ofPlatform().daemon().name("sql-tidy").unstarted(work));
            var _ = threads.scheduleWithFixedDelay(this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
            clock = Optional.of(threads);
        }
        return connections.computeIfAbsent(
                new Key(target, keeping), _ -> new Connections(driver, url, target, keeping));
    }

    private void tidy() {
        List<Connections> all;
        synchronized (this) {
            all = List.copyOf(connections.values());
        }
        all.forEach(Connections::tidy);
    }

    /// Closes all connections, those in use when their work ends.
    @Override
    public synchronized void close() {
        clock.ifPresent(ScheduledThreadPoolExecutor::shutdownNow);
        connections.values().forEach(Connections::close);
    }

    /// What a server says about all its databases.
    private record Server(DirectiveSet directives) {
        Keeping keeping(ConnectInfo info) {
            return new Keeping(
                    info.policy().idle(),
                    directives.find(SqlDirectives.KEEP_ALIVE),
                    directives.settings(SqlDirectives.OPTIONS).stream()
                            .noneMatch(setting -> setting.value().contains(SqlOption.NoReconnect)));
        }
    }

    /// Takes problems with their places.
    private record At(List<Problem> problems) {
        void error(String directive, Position position, String text) {
            problems.add(
                    new Problem(Severity.ERROR, position, "fatal: " + directive + ": " + text + " on " + position));
        }

        void warning(Position position, String text) {
            problems.add(new Problem(Severity.WARNING, position, "warning: " + text + " on " + position));
        }
    }
}
