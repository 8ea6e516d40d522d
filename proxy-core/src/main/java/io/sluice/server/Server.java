package io.sluice.server;

import io.sluice.config.Configuration;
import io.sluice.config.ConfigurationException;
import io.sluice.config.DirectivesWithoutEffect;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import io.sluice.datastore.Stores;
import io.sluice.log.Logging;
import io.sluice.log.SystemLog;
import io.sluice.log.Trace;
import io.sluice.module.ControlAction;
import io.sluice.module.ControlReply;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionView;
import io.sluice.module.Supposition;
import io.sluice.net.HostNames;
import io.sluice.net.Reactors;
import io.sluice.session.Clock;
import io.sluice.session.Session;
import io.sluice.session.SessionServices;
import io.sluice.session.SocketDirectives;
import io.sluice.transfer.DataListeners;
import io.sluice.transfer.DataPlane;
import io.sluice.transfer.RelayChoice;
import io.sluice.transfer.TlsBuffers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The server: accepts connections, gives each its virtual host and its session, and can put one setup in the place of
/// another while both serve.
public final class Server implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(5);
    private static final Duration LONGEST_FAREWELL = Duration.ofSeconds(1);

    private final ServerOptions options;
    private final SystemLog.CommandLine commandLine;
    private final Logging logging;
    private final SystemLog log;
    private final Trace trace;
    private final Surroundings surroundings;
    private final Clock clock = new Clock();
    private final Reactors reactors;
    private final Sessions sessions = new Sessions();
    private final RelayChoice relay;
    private final DataListeners dataListeners = new DataListeners();
    private final SetupBuilder.Lent lent;
    private final DownPlaces down = new DownPlaces();
    private final Listeners listeners;
    private final MaintenanceWatch watch;
    private final KeptPidFile pidFile;

    private volatile Optional<Setup> present = Optional.empty();
    private boolean draining;
    private boolean closed;

    public Server(ServerOptions options, SystemLog.CommandLine commandLine, Logging logging) {
        this(options, commandLine, logging, Surroundings.ofThisSystem());
    }

    Server(ServerOptions options, SystemLog.CommandLine commandLine, Logging logging, Surroundings surroundings) {
        this.options = options;
        this.commandLine = commandLine;
        this.logging = logging;
        this.log = logging.system();
        this.pidFile = new KeptPidFile(log);
        this.trace = new Trace(logging.origin(), logging.files());
        this.surroundings = surroundings;
        this.reactors = new Reactors(failure -> log.error("a connection could not be served: " + failure));
        this.relay = RelayChoice.ofThisProcess();
        this.lent = new SetupBuilder.Lent(
                surroundings.names(),
                new DataPlane(relay.relay(), dataListeners, new TlsBuffers()),
                sessions,
                this::tell,
                logging,
                trace,
                surroundings.notice(),
                this::isReachedBy,
                new Stores(log::warn, log::notice));
        var services = new SessionServices(
                log,
                trace,
                clock,
                reactors,
                sessions,
                this::tell,
                logging.origin().version());
        var reception = new Reception(surroundings, sessions, services, down, this::use);
        this.listeners = new Listeners(log, reactors, reception::accepted);
        this.watch = new MaintenanceWatch(surroundings.notice(), surroundings.noticeInterval(), sessions, clock);
    }

    /// Puts a configuration in force: at first to start, later in place of the one before. Listening sockets that both
    /// have stay open throughout, sessions keep the configuration they began with. If anything is wrong, nothing has
    /// changed.
    ///
    /// @return what is worth a warning
    public synchronized List<Problem> apply(Configuration configuration, List<ServerModule> modules)
            throws ConfigurationException, IOException {
        if (closed) {
            throw new IllegalStateException("the server has been closed");
        }
        if (draining) {
            throw new IOException("the server is shutting down");
        }
        var families = surroundings.names().families();
        surroundings.names().use(families(configuration));
        Setup setup;
        Listeners.Change change;
        List<Problem> traced;
        try {
            setup = new SetupBuilder(configuration, options, lent, modules, present.isPresent()).build();
            change = bind(setup);
            traced = traced(configuration, setup, change);
        } catch (ConfigurationException | IOException | RuntimeException e) {
            surroundings.names().use(families);
            throw e;
        }
        surroundings.names().useReverse(configuration.main().directives().get(ServerDirectives.USE_REVERSE_DNS));
        var warnings = new ArrayList<>(configuration.warnings());
        warnings.addAll(setup.warnings());
        warnings.addAll(log.configure(configuration, commandLine));
        warnings.addAll(traced);
        var before = present;
        present = Optional.of(setup);
        change.commit();
        if (before.isEmpty()) {
            log.info(relay.reason());
            watch.start();
        }
        before.ifPresent(Setup::release);
        dataListeners.renew();
        tellWhatHasNoEffect(configuration);
        pidFile.follow(wantedPidFile());
        return List.copyOf(warnings);
    }

    /// Finds what [#apply] would find wrong with a configuration, short of binding its addresses and opening the logs
    /// of the server itself. The configuration in force stays.
    ///
    /// @return what is worth a warning
    public synchronized List<Problem> check(Configuration configuration, List<ServerModule> modules)
            throws ConfigurationException {
        var families = surroundings.names().families();
        surroundings.names().use(families(configuration));
        try {
            var setup = new SetupBuilder(configuration, options, lent, modules, present.isPresent()).build();
            setup.release();
            return Stream.concat(configuration.warnings().stream(), setup.warnings().stream())
                    .toList();
        } finally {
            surroundings.names().use(families);
        }
    }

    /// How a client would fare under a configuration. It is the filters of the virtual host who tell, by the functions
    /// they decide with. The configuration in force stays.
    public synchronized List<Explanation> explain(
            Configuration configuration, List<ServerModule> modules, Supposition supposition)
            throws ConfigurationException {
        var families = surroundings.names().families();
        surroundings.names().use(families(configuration));
        surroundings.names().useReverse(configuration.main().directives().get(ServerDirectives.USE_REVERSE_DNS));
        var setup = new SetupBuilder(configuration, options, lent, modules, present.isPresent()).build();
        try {
            return new SupposedVisit(setup.hosts(), surroundings.names()).explain(supposition);
        } finally {
            setup.release();
            surroundings.names().use(families);
        }
    }

    private List<Problem> traced(Configuration configuration, Setup setup, Listeners.Change change)
            throws ConfigurationException {
        var problems = trace.configure(configuration, log);
        if (problems.stream().anyMatch(problem -> problem.severity() == Severity.ERROR)) {
            change.undo();
            setup.release();
            throw new ConfigurationException(problems);
        }
        return problems;
    }

    private Listeners.Change bind(Setup setup) throws IOException {
        try {
            return listeners.prepare(setup);
        } catch (IOException e) {
            setup.release();
            throw e;
        }
    }

    private HostNames.Families families(Configuration configuration) {
        return new HostNames.Families(
                options.ipv4(),
                options.ipv6() && configuration.main().directives().get(SocketDirectives.USE_IPV6));
    }

    private void tellWhatHasNoEffect(Configuration configuration) {
        DirectivesWithoutEffect.in(configuration).forEach(found -> log.debug(1, found::toString));
        var main = configuration.main().directives();
        main.find(ServerDirectives.USER)
                .filter(user -> !SystemAccounts.running().equals(Optional.of(user)))
                .ifPresent(user -> log.notice("User " + user + ": the process stays "
                        + SystemAccounts.running().orElse("the user it is")
                        + "; start it as the user it shall run as"));
    }

    /// Keeps a file with the id of this process where `PidFile` says, through reloads and until the end. For programs
    /// that are nothing but this server.
    public synchronized void keepPidFile() throws IOException {
        pidFile.keep(wantedPidFile());
    }

    private Optional<PidFile> wantedPidFile() {
        return present.flatMap(
                        setup -> setup.configuration().main().directives().find(ServerDirectives.PID_FILE))
                .map(PidFile::new);
    }

    /// The addresses on which connections are accepted.
    public synchronized List<InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    /// Whether a connection to the place would come back to this server, as it listens now.
    private boolean isReachedBy(InetSocketAddress place) {
        return new OwnAddresses(listeners.addresses()).reachedBy(place).isPresent();
    }

    /// The sessions there are, in the order in which they came.
    public List<SessionView> sessions() {
        return sessions.open().stream()
                .<SessionView>map(Session::facts)
                .sorted(Comparator.comparingLong(SessionView::id))
                .toList();
    }

    /// Tells sessions to end for which the condition holds, the oldest first, and no more than `most`; their clients
    /// see their connections closed. Returns how many.
    public int kick(Predicate<SessionView> which, int most) {
        return sessions.end(which, most, EndReason.of(EndReason.Kind.KILLED), Optional.empty());
    }

    /// An address and port at which there are servers, and whether they take new connections.
    public record Place(InetSocketAddress address, boolean up) {}

    /// Where there are servers, in the order of the configuration.
    public List<Place> places() {
        var downPlaces = down.all();
        return present.map(Setup::hosts).map(HostTable::servers).orElse(List.of()).stream()
                .flatMap(server -> server.places().stream())
                .distinct()
                .map(place -> new Place(place, !downPlaces.contains(place)))
                .toList();
    }

    /// Where the first server at a place is configured.
    public Optional<Position> configuredAt(InetSocketAddress place) {
        return present.map(Setup::hosts).map(HostTable::servers).orElse(List.of()).stream()
                .filter(server -> server.places().contains(place))
                .map(BoundServer::position)
                .findFirst();
    }

    /// New connections find no server at that place any more; sessions go on. False if that was so already.
    public boolean putDown(InetSocketAddress place) {
        return down.add(place);
    }

    /// Takes [#putDown] back; false if there was nothing to take back.
    public boolean putUp(InetSocketAddress place) {
        return down.remove(place);
    }

    /// Takes every [#putDown] back.
    public void putAllUp() {
        down.clear();
    }

    /// Stops listening, and waits until the last session has ended or the time is over. What comes then is [#close].
    public void drain(Duration longest) throws InterruptedException {
        synchronized (this) {
            draining = true;
            listeners.close();
        }
        sessions.awaitNone(longest);
    }

    /// What the modules of the configuration in force add to the control socket. Each of them is what it is now when it
    /// is asked for later, or is no more if the module has gone.
    public List<ControlAction> controls() {
        return present.map(Setup::controls).orElse(List.of()).stream()
                .map(action -> action.handledBy(words -> handle(action.name(), words)))
                .toList();
    }

    private ControlReply handle(String action, List<String> words) {
        var setup = use();
        try {
            return setup.flatMap(each -> each.controls().stream()
                            .filter(known -> known.name().equals(action))
                            .findFirst())
                    .map(known -> known.handler().handle(words))
                    .orElseGet(() ->
                            ControlReply.of(ControlReply.Status.UNSUPPORTED_OPERATION, "unsupported action requested"));
        } finally {
            setup.ifPresent(Setup::release);
        }
    }

    /// The configuration in force; empty before the first and after the end.
    public Optional<Configuration> configuration() {
        return present.map(Setup::configuration);
    }

    public SystemLog log() {
        return log;
    }

    public Trace trace() {
        return trace;
    }

    /// The name service of the server.
    public HostNames names() {
        return surroundings.names();
    }

    /// The clock of the server.
    public Clock clock() {
        return clock;
    }

    /// Opens all log files anew, for those that have been moved away.
    public void reopenLogs() {
        logging.files().reopen();
    }

    /// The setup in force, with one more use of it counted.
    private Optional<Setup> use() {
        for (var setup = present; setup.isPresent(); setup = present) {
            if (setup.get().use()) {
                return setup;
            }
        }
        return Optional.empty();
    }

    private void tell(ServerEvent event) {
        present.ifPresent(setup -> setup.tell(event));
    }

    /// Ends all sessions, waits for them for a moment, and closes everything.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.close();
        listeners.close();
        try {
            sessions.endAll(LONGEST_END, LONGEST_FAREWELL);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var last = present;
        present = Optional.empty();
        last.ifPresent(Setup::release);
        dataListeners.close();
        pidFile.remove();
        clock.close();
        reactors.close();
        surroundings.names().close();
        trace.close();
        log.close();
    }
}
