package io.sluice.session;

import io.sluice.config.DirectiveSet;
import io.sluice.ftp.AnonymousUser;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.EndReason;
import io.sluice.module.Overlay;
import io.sluice.module.Refusal;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What is known of a session: what filters and logs see of it. Written by the loop of the session (the byte counters
/// by whoever moves bytes), read from any thread.
public final class SessionFacts implements SessionView {
    private final long id;
    private final Instant started = Instant.now();
    private final Arrival arrival;
    private final Frontend frontend;
    private final Map<String, String> notes = new ConcurrentHashMap<>(4);
    private final Consumer<ServerEvent> events;
    private final BiConsumer<EndReason, Optional<Reply>> end;
    private final Map<String, String> environment = new ConcurrentHashMap<>(4);
    private final AtomicLong dataIn = new AtomicLong();
    private final AtomicLong dataOut = new AtomicLong();

    private volatile VirtualHost host;
    private volatile List<Overlay> overlays = List.of();
    private volatile boolean overlaidForRequestedUser;
    private volatile Optional<String> requestedHost = Optional.empty();
    private volatile Optional<String> requestedUser = Optional.empty();
    private volatile Optional<String> requestedName = Optional.empty();
    private volatile Optional<String> user = Optional.empty();
    private volatile Optional<List<String>> groups = Optional.empty();
    private volatile Optional<String> clientClass = Optional.empty();
    private volatile DirectiveSet classDirectives = DirectiveSet.EMPTY;
    private volatile Optional<String> anonymousPassword = Optional.empty();
    private volatile Optional<String> directory = Optional.empty();
    private volatile Optional<Optional<String>> identity = Optional.empty();
    private volatile Optional<Command> current = Optional.empty();
    private volatile Optional<Refusal> refusedBy = Optional.empty();
    private volatile boolean secured;
    private long uploads;
    private long downloads;

    SessionFacts(
            long id,
            Arrival arrival,
            VirtualHost host,
            Frontend frontend,
            Consumer<ServerEvent> events,
            BiConsumer<EndReason, Optional<Reply>> end) {
        this.id = id;
        this.arrival = arrival;
        this.host = host;
        this.frontend = frontend;
        this.events = events;
        this.end = end;
    }

    VirtualHost host() {
        return host;
    }

    void host(VirtualHost other) {
        host = other;
        overlays = List.of();
    }

    void requestedUser(String argument, String name) {
        overlaidForRequestedUser = false;
        requestedUser = Optional.of(argument);
        requestedName = Optional.of(name);
    }

    /// Forgets everybody the client has claimed to be so far.
    void nobodyRequested() {
        groups = Optional.empty();
        overlaidForRequestedUser = false;
        requestedUser = Optional.empty();
        requestedName = Optional.empty();
    }

    /// Forgets the user whom the proxy has let in.
    void nobodyKnown() {
        groups = Optional.empty();
    }

    /// The user whom a server has let in for the command being acted on; the password of an anonymous one is no secret.
    void letIn() {
        user = requestedName;
        anonymousPassword = current.filter(_ -> user.filter(AnonymousUser::is).isPresent())
                .filter(command -> command.verb().equals("PASS"))
                .flatMap(Command::argument);
    }

    /// Whoever was let in may not stay.
    void nobodyLetIn() {
        user = Optional.empty();
        anonymousPassword = Optional.empty();
    }

    void groups(List<String> ofUser) {
        groups = Optional.of(List.copyOf(ofUser));
    }

    void directory(Optional<String> path) {
        directory = path;
    }

    void identity(Optional<String> name) {
        identity = Optional.of(name);
        notes.put("mod_ident.rfc1413-ident", name.orElse("UNKNOWN"));
    }

    void current(Optional<Command> command) {
        current = command;
    }

    void refusedBy(Optional<Refusal> refusal) {
        refusedBy = refusal;
    }

    /// The client has come to speak TLS.
    void secured() {
        secured = true;
    }

    void dataIn(long bytes) {
        dataIn.addAndGet(bytes);
    }

    void dataOut(long bytes) {
        dataOut.addAndGet(bytes);
    }

    /// Counts a transfer that was completed.
    void count(CommandOutcome.Transfer transfer) {
        switch (transfer.direction()) {
            case UPLOAD -> uploads++;
            case DOWNLOAD -> downloads++;
            case LISTING -> {}
        }
    }

    /// Files the client has stored so far; for the loop alone.
    long uploads() {
        return uploads;
    }

    /// Files the client has fetched so far; for the loop alone.
    long downloads() {
        return downloads;
    }

    /// The PROXY header that began the connection, and who sent it, if a trusted sender did.
    public Optional<Arrival.Introduced> introduced() {
        return arrival.introduced();
    }

    /// Whether a data connection from there can be the client's: it comes from the client itself, or from the sender
    /// that has introduced it, since a balancer passes data connections on in its own name.
    public boolean isClientAt(InetAddress peer) {
        return peer.equals(client().getAddress())
                || introduced()
                        .filter(introduced -> peer.equals(introduced.sender().getAddress()))
                        .isPresent();
    }

    /// The host name the client has asked for and got (`HOST`, RFC 7151).
    public Optional<String> requestedHost() {
        return requestedHost;
    }

    void requestedHost(String name) {
        requestedHost = Optional.of(name);
    }

    /// The command being acted on, if there is one.
    public Optional<Command> current() {
        return current;
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Instant started() {
        return started;
    }

    @Override
    public InetSocketAddress client() {
        return arrival.client();
    }

    @Override
    public InetSocketAddress local() {
        return arrival.local();
    }

    @Override
    public String clientName() {
        return arrival.clientName();
    }

    @Override
    public ServerView server() {
        return host;
    }

    @Override
    public String protocol() {
        return frontend.protocol().orElse(secured ? "ftps" : "ftp");
    }

    @Override
    public Optional<String> requestedUser() {
        return requestedUser;
    }

    @Override
    public Optional<String> requestedName() {
        return requestedName;
    }

    @Override
    public Optional<String> user() {
        return user;
    }

    @Override
    public Optional<Optional<String>> identity() {
        return identity;
    }

    @Override
    public Optional<String> group() {
        return groups.flatMap(all -> all.stream().findFirst());
    }

    @Override
    public Optional<List<String>> groups() {
        return groups;
    }

    @Override
    public Optional<String> clientClass() {
        return clientClass;
    }

    @Override
    public void assignClass(String name) {
        assignClass(name, DirectiveSet.EMPTY);
    }

    @Override
    public void assignClass(String name, DirectiveSet directives) {
        clientClass = Optional.of(name);
        classDirectives = directives;
    }

    @Override
    public DirectiveSet classDirectives() {
        return classDirectives;
    }

    @Override
    public List<Overlay> overlays() {
        return overlays;
    }

    @Override
    public void overlay(List<Overlay> those) {
        host = host.overlaying().with(those);
        overlays = List.copyOf(those);
    }

    @Override
    public void overlaidForRequestedUser() {
        overlaidForRequestedUser = true;
    }

    boolean isOverlaidForRequestedUser() {
        return overlaidForRequestedUser;
    }

    @Override
    public Optional<List<String>> groupsInAccounts(String name) {
        return host.overlaying().groupsOf(name, host.directives());
    }

    @Override
    public void raise(String event) {
        events.accept(new ServerEvent(event, Optional.of(this)));
    }

    @Override
    public void end(EndReason reason, Optional<Reply> farewell) {
        end.accept(reason, farewell);
    }

    @Override
    public Map<String, String> notes() {
        return notes;
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    @Override
    public long bytesIn() {
        return frontend.bytesIn() + dataIn.get();
    }

    @Override
    public long bytesOut() {
        return frontend.bytesOut() + dataOut.get();
    }

    @Override
    public Optional<String> anonymousPassword() {
        return anonymousPassword;
    }

    @Override
    public Optional<String> directory() {
        return directory;
    }

    @Override
    public Optional<Refusal> refusedBy() {
        return refusedBy;
    }
}
