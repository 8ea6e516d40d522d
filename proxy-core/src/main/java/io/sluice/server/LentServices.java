package io.sluice.server;

import io.sluice.config.DirectiveSet;
import io.sluice.log.Logging;
import io.sluice.log.ModuleLog;
import io.sluice.module.CoreServices;
import io.sluice.module.ServerEvent;
import io.sluice.net.HostNames;
import io.sluice.net.Records;
import io.sluice.sql.Databases;
import io.sluice.sql.Databases.Queries;
import io.sluice.sql.QueryFailed;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// What modules get of the core under one configuration.
final class LentServices implements CoreServices, AutoCloseable {
    private final Databases databases;
    private final HostNames names;
    private final Logging logging;
    private final Consumer<ServerEvent> events;
    private final Map<DirectiveSet, Queries> queries = new WeakHashMap<>();
    private final ConcurrentLinkedQueue<ModuleLog> logs = new ConcurrentLinkedQueue<>();

    LentServices(Databases databases, HostNames names, Logging logging, Consumer<ServerEvent> events) {
        this.databases = databases;
        this.names = names;
        this.logging = logging;
        this.events = events;
    }

    /// No store that has them is connected.
    @Override
    public Optional<Collections> collections(DirectiveSet server) {
        return Optional.empty();
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
    public void notice(String text) {
        logging.system().notice(text);
    }

    @Override
    public void raise(ServerEvent event) {
        events.accept(event);
    }

    @Override
    public void close() {
        List.copyOf(logs).forEach(ModuleLog::close);
    }
}
