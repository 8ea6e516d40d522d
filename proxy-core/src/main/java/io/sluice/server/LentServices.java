package io.sluice.server;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.config.DirectiveSet;
import io.sluice.datastore.SharedCollections;
import io.sluice.datastore.Stores;
import io.sluice.ftp.Reply;
import io.sluice.log.Logging;
import io.sluice.log.ModuleLog;
import io.sluice.log.Trace;
import io.sluice.module.CoreServices;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionView;
import io.sluice.net.HostNames;
import io.sluice.net.Records;
import io.sluice.sql.Databases;
import io.sluice.sql.Databases.Queries;
import io.sluice.sql.QueryFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// What modules get of the core under one configuration.
final class LentServices implements CoreServices, AutoCloseable {
    private final Databases databases;
    private final HostNames names;
    private final Logging logging;
    private final Trace trace;
    private final Consumer<ServerEvent> events;
    private final Sessions sessions;
    private final Stores stores;
    private final StoreProviders providers;
    private final Map<DirectiveSet, Queries> queries = new WeakHashMap<>();
    private final ConcurrentLinkedQueue<ModuleLog> logs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Stores.Borrowed> borrowed = new ConcurrentLinkedQueue<>();

    private final Map<DirectiveSet, OpenStore> redis = new HashMap<>();
    private volatile HostTable hosts = new HostTable(List.of());

    private record OpenStore(Stores.Borrowed store, CoreServices.Collections collections) {}

    LentServices(Databases databases, SetupBuilder.Lent lent, StoreProviders providers) {
        this.databases = databases;
        this.names = lent.names();
        this.logging = lent.logging();
        this.trace = lent.trace();
        this.events = lent.events();
        this.sessions = lent.sessions();
        this.stores = lent.stores();
        this.providers = providers;
    }

    @Override
    public Collections collections(DirectiveSet server) throws IOException {
        try {
            return redis(server).collections();
        } catch (CacheException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private OpenStore redis(DirectiveSet server) throws IOException, CacheException {
        synchronized (redis) {
            var open = redis.get(server);
            if (open == null) {
                var provider = providers
                        .named("redis")
                        .orElseThrow(() -> new IOException(
                                "Redis " + StoreProviders.missing("redis").orElseThrow()));
                var store = stores.open(provider, Use.STATE, "", server);
                open = new OpenStore(store, new SharedCollections(store.store()));
                redis.put(server, open);
            }
            return open;
        }
    }

    @Override
    public CacheStore store(String type, Use use, String info, DirectiveSet server) throws CacheException {
        var provider = providers
                .named(type)
                .orElseThrow(() -> new CacheException(
                        Kind.UNSUPPORTED, StoreProviders.missing(type).orElse("no loaded module has it")));
        var store = stores.open(provider, use, info, server);
        borrowed.add(store);
        return store.store();
    }

    @Override
    public Query query(DirectiveSet server, String name) {
        var ofServer = queries(server);
        var lookup = Optional.ofNullable(ofServer.byName().get(name));
        if (lookup.isPresent()) {
            return new Query.Usable(arguments -> {
                try {
                    return lookup.get().rows(arguments);
                } catch (QueryFailed e) {
                    throw new IOException(e.getMessage(), e);
                }
            });
        }
        return ofServer.written().contains(name) && !ofServer.changing().contains(name)
                ? new Query.Off()
                : new Query.Missing();
    }

    /// What is wrong with the queries of a server is reported where its backends are looked up.
    private Queries queries(DirectiveSet server) {
        synchronized (queries) {
            return queries.computeIfAbsent(server, each -> databases.of(each, new ArrayList<>()));
        }
    }

    @Override
    public Answers<InetAddress> hostRecords(String name) throws IOException {
        return answers(names.hostRecords(name));
    }

    @Override
    public Answers<String> texts(String name) throws IOException {
        return answers(names.texts(name));
    }

    private static <T> Answers<T> answers(Records<T> records) {
        return new Answers<>(records.all(), records.timeToLive());
    }

    @Override
    public Optional<String> recordedName(InetAddress address) {
        return names.recordedName(address);
    }

    @Override
    public Journal journal(String directive, String module, Path file, DirectiveSet server) {
        var log = ModuleLog.open(directive, file, module, server, logging);
        logs.add(log);
        return log;
    }

    @Override
    public void trace(String channel, int level, Supplier<String> text) {
        trace.log(channel, level, text);
    }

    @Override
    public void notice(String text) {
        logging.system().notice(text);
    }

    @Override
    public void raise(ServerEvent event) {
        events.accept(event);
    }

    @Override
    public int end(Predicate<SessionView> which, EndReason reason, Optional<Reply> farewell) {
        return sessions.end(which, Integer.MAX_VALUE, reason, farewell);
    }

    @Override
    public List<InetAddress> addresses(String name) {
        return names.addresses(name);
    }

    /// All servers are made.
    void serving(HostTable made) {
        hosts = made;
    }

    @Override
    public Optional<SessionView.ServerView> server(int number) {
        return hosts.servers().stream()
                .<SessionView.ServerView>map(BoundServer::host)
                .filter(host -> host.number() == number)
                .findFirst();
    }

    @Override
    public OptionalInt serverAt(InetSocketAddress place) {
        return hosts.servers().stream()
                .filter(server -> server.places().contains(place))
                .mapToInt(server -> server.host().number())
                .findFirst();
    }

    @Override
    public void close() {
        List.copyOf(logs).forEach(ModuleLog::close);
        List.copyOf(borrowed).forEach(Stores.Borrowed::close);
        synchronized (redis) {
            redis.values().forEach(open -> open.store().close());
            redis.clear();
        }
    }
}
