package io.sluice.server;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.Problem;
import io.sluice.filter.ConnectionRate;
import io.sluice.ftp.Reply;
import io.sluice.log.LogFiles;
import io.sluice.log.Logging;
import io.sluice.log.Origin;
import io.sluice.log.SystemLog;
import io.sluice.log.Trace;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.net.Addresses;
import io.sluice.net.HostNames;
import io.sluice.session.Clock;
import io.sluice.session.Session;
import io.sluice.session.SessionServices;
import io.sluice.transfer.CopyingRelay;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// The server: accepts connections, gives each its virtual host and its session, and can put one setup in the place of
/// another while both serve.
public final class Server implements AutoCloseable {
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(5);

    private final ServerOptions options;
    private final SystemLog.CommandLine commandLine;
    private final SystemLog log;
    private final Trace trace;
    private final LogFiles files;
    private final Clock clock = new Clock();
    private final HostNames names = new HostNames();
    private final Sessions sessions = new Sessions();
    private final ConnectionRate rate = new ConnectionRate();
    private final AtomicLong numbers = new AtomicLong();
    private final SetupBuilder.Lent lent;
    private final SessionServices services;

    private volatile Optional<Setup> present = Optional.empty();
    private List<Listener> listeners = List.of();

    /// @param log where the server writes until a configuration says otherwise
    public Server(
            ServerOptions options,
            SystemLog.CommandLine commandLine,
            SystemLog log,
            LogFiles files,
            Origin origin,
            String version) {
        this.options = options;
        this.commandLine = commandLine;
        this.log = log;
        this.files = files;
        this.trace = new Trace(origin, files);
        this.lent =
                new SetupBuilder.Lent(names, new CopyingRelay(), sessions, this::tell, new Logging(origin, files, log));
        this.services = new SessionServices(log, trace, clock, sessions, this::tell, version);
    }

    /// Puts a configuration in force: at first to start, later in place of the one before. Listening sockets that both
    /// have stay open throughout, sessions keep the configuration they began with. If anything is wrong, nothing has
    /// changed.
    ///
    /// @return what is worth a warning
    public synchronized List<Problem> apply(Configuration configuration, List<ServerModule> modules)
            throws ConfigurationException, IOException {
        names.useReverse(configuration.main().directives().get(ServerDirectives.USE_REVERSE_DNS));
        var setup = new SetupBuilder(configuration, options, lent).build(modules);
        var added = new ArrayList<Listener>();
        try {
            for (InetSocketAddress address : setup.listening()) {
                if (address.getPort() == 0
                        || listeners.stream().noneMatch(old -> old.wanted().equals(address))) {
                    added.add(Listener.bind(address, setup.backlog(), log));
                }
            }
        } catch (IOException e) {
            added.forEach(Listener::close);
            setup.release();
            throw e;
        }
        var warnings = new ArrayList<>(configuration.warnings());
        warnings.addAll(setup.warnings());
        warnings.addAll(log.configure(configuration, commandLine));
        warnings.addAll(trace.configure(configuration, log));
        var before = present;
        present = Optional.of(setup);
        swapListeners(setup, added);
        before.ifPresent(Setup::release);
        return List.copyOf(warnings);
    }

    private void swapListeners(Setup setup, List<Listener> added) {
        var kept = new ArrayList<>(added);
        for (Listener old : listeners) {
            if (setup.listening().contains(old.wanted())) {
                kept.add(old);
            } else {
                old.close();
            }
        }
        listeners = List.copyOf(kept);
        added.forEach(listener -> listener.start(this::accepted));
    }

    /// The addresses on which connections are accepted.
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.stream().map(Listener::bound).toList();
    }

    /// Opens all log files anew, for those that have been moved away.
    public void reopenLogs() {
        files.reopen();
    }

    private void accepted(SocketChannel channel) {
        Thread.ofVirtual().name("session").start(() -> {
            try {
                serve(channel);
            } catch (IOException _) {
                closeQuietly(channel); // gone before it began
            } catch (RuntimeException e) {
                closeQuietly(channel);
                log.error("a connection could not be served: " + e);
            }
        });
    }

    private void serve(SocketChannel channel) throws IOException {
        var setup = present.orElseThrow();
        var refusal = tooMany(setup);
        if (refusal.isPresent()) {
            log.notice(refusal.get());
            channel.close();
            return;
        }
        var local = Addresses.plain((InetSocketAddress) channel.getLocalAddress());
        var host = setup.hosts().at(local);
        if (host.isEmpty()) {
            var reply = Reply.of(
                    500, "Sorry, no server available to handle request on " + Addresses.text(local.getAddress()));
            channel.write(ByteBuffer.wrap(reply.bytes()));
            channel.close();
            return;
        }
        var client = Addresses.plain((InetSocketAddress) channel.getRemoteAddress());
        long id = numbers.incrementAndGet();
        setup.use();
        var session = new Session(id, channel, names.nameOrAddress(client.getAddress()), host.get(), services, () -> {
            sessions.remove(id);
            trace.forget(id);
            setup.release();
        });
        sessions.add(session);
        session.run();
    }

    private Optional<String> tooMany(Setup setup) {
        var most = setup.mostSessions();
        if (most.isPresent() && sessions.count() >= most.getAsInt()) {
            tell(new ServerEvent("core.max-instances", Optional.empty()));
            return Optional.of("MaxInstances (" + most.getAsInt() + ") reached, new connection denied");
        }
        return setup.configuration()
                .main()
                .directives()
                .find(ConnectionRate.MAX_CONNECTION_RATE)
                .flatMap(limit -> rate.refusal(limit, Instant.now()))
                .map(step -> step.found());
    }

    private void tell(ServerEvent event) {
        present.ifPresent(setup -> setup.tell(event));
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // closed is closed
        }
    }

    /// Ends all sessions, waits for them for a moment, and closes everything.
    @Override
    public synchronized void close() {
        listeners.forEach(Listener::close);
        listeners = List.of();
        try {
            sessions.endAll(EndReason.of(EndReason.Kind.SHUTDOWN), LONGEST_FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        clock.close();
        present.ifPresent(Setup::release);
        present = Optional.empty();
        trace.close();
        log.close();
    }
}
