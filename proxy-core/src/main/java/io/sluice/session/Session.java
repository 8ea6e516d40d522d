package io.sluice.session;

import static io.sluice.module.EndReason.Kind.POLICY;

import io.sluice.ftp.ClientLine;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.log.Current;
import io.sluice.log.Level;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Overlay;
import io.sluice.net.Addresses;
import io.sluice.net.Reactor;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;

/// One session, from accept to close of the frontend control connection.
///
/// **The loop.** Every event goes through one mailbox. A line of the client joins those that wait in [Commands]; any
/// other event goes to the present state at once. After each event the commands go on as far as the state takes them.
///
/// **The end.** Whatever ends a session calls [#end] from within the loop: the state lets go of what it holds, the
/// deadlines are cancelled, the client's connection is finished, the filters are told. Events after that are dropped.
///
/// Methods that change the session are called from the loop only; its [#facts] may be read from any thread.
public final class Session {
    private final SessionFacts facts;
    private final Frontend frontend;
    private final Optional<FtpFrontend> ftp;
    private final SessionServices services;
    private final Observer observer;
    private final Reactor reactor;
    private final Mailbox<SessionEvent> mailbox = new Mailbox<>(this::take);
    private final TimeLimits times;
    private final Reasons reasons;
    private final Protection protection = new Protection(this);
    private final Login login = new Login(this);
    private final Commands commands;

    private VirtualHost obeyed;
    private List<Overlay> obeyedOverlays = List.of();
    private SessionState state = new Ended();
    private boolean greeted;
    private int moves;
    private boolean clientIsDone;
    private boolean ended;
    private volatile Optional<SessionEvent.Told> dismissal = Optional.empty();

    /// Who wants to hear of the session: each of these is called at most once.
    public interface Observer {
        void loggedIn();

        /// Nothing will be read from the client any more.
        void read();

        /// Everything is closed but the client's connection, which has its farewell.
        void ended();
    }

    public Session(
            long id,
            SocketChannel channel,
            Arrival arrival,
            VirtualHost host,
            Reactor reactor,
            SessionServices services,
            Observer observer)
            throws IOException {
        this.services = services;
        this.observer = observer;
        this.reactor = reactor;
        this.frontend = host.role().frontend(channel, host, services);
        this.ftp = frontend instanceof FtpFrontend control ? Optional.of(control) : Optional.empty();
        this.commands = new Commands(this, ftp);
        this.facts = new SessionFacts(id, arrival, host, frontend, services.events(), this::dismiss);
        this.reasons = new Reasons(services.log(), facts);
        this.obeyed = host;
        this.times = new TimeLimits(this, services.clock(), () -> post(new Struck()));
    }

    // What feeders and the server call.

    /// Asks the filters, greets, and goes on by itself until the connection ends.
    public void begin() {
        post(new Began());
        frontend.read(reactor, new Frontend.Listener() {
            @Override
            public void line(ClientLine line, long at) {
                post(new SessionEvent.LineReceived(line, at));
            }

            @Override
            public void told(SessionEvent event) {
                post(event);
            }

            @Override
            public void raised(String event) {
                post(new Raised(event));
            }

            @Override
            public void closed(Optional<String> error) {
                post(new SessionEvent.FrontendClosed(error));
                observer.read();
            }
        });
    }

    /// Notes what the client's machine has answered about its user (RFC 1413), before the session runs.
    public void identified(Optional<String> name) {
        facts.identity(name);
    }

    /// Leaves an event for the loop. Callable from any thread.
    public void post(SessionEvent event) {
        mailbox.post(event);
    }

    /// Ends the session as [io.sluice.module.SessionView#end] says. Callable from any thread; returns at once, however
    /// slowly the client takes what is said.
    public void dismiss(EndReason reason, Optional<Reply> farewell) {
        var told = new SessionEvent.Told(reason, farewell);
        if (note(told)) {
            Thread.ofVirtual().start(() -> post(told));
        }
    }

    /// Notes what the session ends with; false if that is settled already.
    private boolean note(SessionEvent.Told told) {
        synchronized (mailbox) {
            boolean first = dismissal.isEmpty();
            if (first) {
                dismissal = Optional.of(told);
            }
            return first;
        }
    }

    /// A way to post events that count only until [#forgetFeeders]: what an earlier backend still has to say is
    /// nobody's any more. To be asked for in the loop.
    public Consumer<SessionEvent> feeder() {
        int move = moves;
        return event -> post(new Bound(move, event));
    }

    /// Says that bytes have moved on some connection. Callable from any thread.
    public void touch() {
        times.touch();
    }

    /// Counts payload that came from the client over a data connection. Callable from any thread.
    public void countDataIn(long bytes) {
        facts.dataIn(bytes);
        touch();
    }

    /// Counts payload that went to the client over a data connection. Callable from any thread.
    public void countDataOut(long bytes) {
        facts.dataOut(bytes);
        touch();
    }

    /// Says that what the feeders handed out so far still have to say is nobody's any more.
    public void forgetFeeders() {
        moves++;
    }

    // The loop.

    private record Began() implements SessionEvent.RoleEvent {}

    private record Struck() implements SessionEvent.RoleEvent {}

    private record Raised(String name) implements SessionEvent.RoleEvent {}

    /// An event that counts only until the feeders of its time are forgotten.
    private record Bound(int move, SessionEvent event) implements SessionEvent.RoleEvent {}

    private void take(SessionEvent event) {
        if (Current.session().isPresent()) {
            taken(event);
        } else {
            Current.working(facts).run(() -> taken(event));
        }
    }

    private void taken(SessionEvent event) {
        if (ended) {
            return;
        }
        try {
            switch (event) {
                case Began _ -> began();
                case SessionEvent.FrontendDrained _ -> {} // what waits for it goes on
                case Bound(var move, var _) when move != moves -> {} // of a backend the session has left
                case Bound(var _, var bound) -> become(state.on(bound));
                case Struck _ -> times.passed().forEach(this::passed);
                case Raised(var name) -> event(name);
                case SessionEvent.LineReceived _
                when state instanceof Securing -> commands.ignore(); // came in the clear
                case SessionEvent.LineReceived received -> {
                    touch();
                    commands.add(received);
                }
                case SessionEvent.FrontendClosed(var error) -> clientClosed(error);
                case SessionEvent.Told told -> end(told.reason());
                default -> become(state.on(event));
            }
            boolean mayGoOn = commands.proceed();
            dismissal.ifPresent(told -> end(told.reason()));
            if (mayGoOn && clientIsDone) {
                end(EndReason.of(EndReason.Kind.CLIENT_EOF));
            }
        } catch (RuntimeException e) {
            failed("the session failed", e);
            end(EndReason.of(EndReason.Kind.APPLICATION_ERROR, e.toString()));
        }
    }

    /// A client that has broken off is gone; one that has ended its side in good order still gets the answers that are
    /// on their way and those to the lines that wait. A transfer does not go on for it.
    private void clientClosed(Optional<String> error) {
        if (state instanceof Securing securing) {
            securing.lost(error);
        }
        clientIsDone = error.isEmpty() && (commands.areWaiting() || state.owesAnAnswer());
        if (!clientIsDone) {
            end(EndReason.of(EndReason.Kind.CLIENT_EOF));
        }
    }

    private void began() {
        times.idle();
        services.log().info(facts, kind() + " session opened.");
        become(host().tls().filter(Securing::isFirst).isPresent() ? beforeHandshake() : enter());
    }

    /// Begins with a TLS handshake, unless the client is banned: it would not understand why.
    private SessionState beforeHandshake() {
        var verdict = host().filters().beforeHandshake(facts);
        facts.refusedBy(verdict.refusal());
        return switch (verdict.decision()) {
            case Decision.Refuse refusal -> denied(refusal, Optional.empty(), EndReason.of(POLICY));
            case Decision.Disconnect end -> denied(end, Optional.empty(), end.reason());
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ ->
                isOver() ? state : Securing.atOnce(this, state, this::enter).orElseGet(this::enter);
        };
    }

    private String kind() {
        return frontend.protocol().isPresent() ? "SSH2" : "FTP";
    }

    /// Comes to the virtual host: asks its filters, and has its role begin.
    SessionState enter() {
        var verdict = host().filters().connected(facts);
        facts.refusedBy(verdict.refusal());
        times.entered();
        obeyHost();
        return switch (verdict.decision()) {
            case Decision.Permit _, Decision.Rewrite _ -> host().role().begin(this);
            case Decision.Delay delay -> {
                reasons.tell(delay);
                yield Pausing.begin(this, delay.pause(), () -> host().role().begin(this), () -> {});
            }
            case Decision.Refuse refusal -> denied(refusal, Optional.of(refusal.reply()), EndReason.of(POLICY));
            case Decision.Disconnect end -> denied(end, end.reply(), end.reason());
        };
    }

    /// Does what the settings ask for if the directives are others than before, because some have been laid over those
    /// of the virtual host.
    void obeyHost() {
        if (!host().equals(obeyed)) {
            obeyed = host();
            facts.overlays().stream()
                    .filter(overlay -> !obeyedOverlays.contains(overlay))
                    .forEach(overlay -> {
                        services.log().debug(2, facts, () -> "merging " + overlay + " directives in");
                        services.trace().log("ifsession", 9, () -> overlay + " on " + overlay.position() + " holds");
                    });
            obeyedOverlays = facts.overlays();
            obeyLineLimit();
            times.idle();
            times.wholeSession();
        }
    }

    private SessionState denied(Decision why, Optional<Reply> reply, EndReason reason) {
        services.log()
                .notice(
                        facts,
                        "Connection from " + facts.clientName() + " ["
                                + Addresses.text(facts.client().getAddress()) + "] denied" + reasons.rule(why));
        reasons.tell(why);
        reply.ifPresent(this::send);
        end(reason);
        return state;
    }

    /// Tells the logs of a decision that is no plain permission.
    void tell(Decision decision) {
        reasons.tell(decision);
    }

    /// The client is let in.
    void loggedIn() {
        observer.loggedIn();
        times.loggedIn();
    }

    /// The sentence of the step that decided, as logs have it.
    public String reason(Decision decision) {
        return reasons.of(decision);
    }

    /// Whether no more is to be done for the client: the session has ended, or will with the present turn.
    public boolean isOver() {
        return ended || dismissal.isPresent();
    }

    /// What the client is told in place of a reply, if the session has been told to end.
    Optional<SessionEvent.Told> dismissal() {
        return dismissal;
    }

    SessionState state() {
        return state;
    }

    private void become(SessionState next) {
        if (ended) {
            next.abandon();
        } else {
            state = next;
        }
    }

    private void obeyLineLimit() {
        ftp.ifPresent(control -> control.longestLine(settings().commandBuffer()));
    }

    /// Has the state act on a command, unless it is to be refused for want of TLS.
    void act(Exchange exchange) {
        protection.refusal(exchange.command()).ifPresentOrElse(exchange::finish, () -> become(state.on(exchange)));
    }

    // What states call.

    /// The commands of the client.
    Commands commands() {
        return commands;
    }

    /// What is known of the session, for filters and logs.
    public SessionFacts facts() {
        return facts;
    }

    /// What listens to the control connections of the session.
    public Reactor reactor() {
        return reactor;
    }

    /// The connection towards the client.
    public Frontend frontend() {
        return frontend;
    }

    public VirtualHost host() {
        return facts.host();
    }

    public SessionServices services() {
        return services;
    }

    public SessionSettings settings() {
        return host().settings();
    }

    public InetAddress localAddress() {
        return facts.local().getAddress();
    }

    /// The address the client connected to at the balancer that introduced it, if replies are to name that one
    /// (`MasqueradeAsProxiedServerAddress`).
    public Optional<InetAddress> proxiedAddress() {
        return ProxyProtocolDirectives.has(
                        host().directives(), ProxyProtocolDirectives.Option.MasqueradeAsProxiedServerAddress)
                ? facts.introduced()
                        .flatMap(introduced -> introduced.header().endpoints())
                        .map(both -> both.destination().getAddress())
                : Optional.empty();
    }

    /// Sends a reply, unless the session has been told to end.
    public void send(Reply reply) {
        if (dismissal.isEmpty()) {
            frontend.send(written(reply), settings().longestSend());
        }
    }

    private Reply written(Reply reply) {
        return settings().codeOnEveryLine() ? reply.withCodeOnEveryLine() : reply;
    }

    public void event(String name) {
        facts.raise(name);
    }

    /// What is protected by TLS towards the client.
    public Protection protection() {
        return protection;
    }

    /// Lays TLS over the client's control connection. Commands that wait came in the clear, and are dropped.
    void protect(SSLEngine engine) throws IOException {
        ftp.orElseThrow().protect(engine);
        commands.drop();
    }

    /// Takes TLS off the client's control connection, after what has been sent.
    void clearControl() {
        protection.clear();
        ftp.ifPresent(FtpFrontend::clear);
    }

    /// Sets a deadline of the session anew; zero switches it off.
    public void deadline(Timer timer, Duration fromNow) {
        times.set(timer, fromNow);
    }

    public void noDeadline(Timer timer) {
        times.clear(timer);
    }

    /// Who the client is.
    public Login login() {
        return login;
    }

    /// Whether filters leave the client that command.
    boolean offers(String verb) {
        return host().filters().offers(facts, verb);
    }

    /// The reply to a login with what the filters add.
    Reply welcome(Reply reply) {
        return host().filters().welcome(facts, reply);
    }

    /// Greets the client, if that has not been done.
    public void greet(Reply greeting) {
        if (!greeted) {
            greeted = true;
            send(greeting);
        }
    }

    /// Moves to another virtual host, as `HOST` asks for: its filters and its role begin anew, and its greeting is the
    /// answer.
    SessionState moveAsHostAsks(VirtualHost other) {
        moveTo(other);
        greeted = false;
        return enter();
    }

    /// Leaves the virtual host with all that came of it for another one, which [#enter] is to follow in.
    void moveTo(VirtualHost other) {
        state.abandon();
        state = new Ended();
        forgetFeeders();
        facts.host(other);
        login.beginAnew();
        obeyLineLimit();
    }

    public void enteredDirectory(Optional<String> path) {
        facts.directory(path);
    }

    /// Ends the session as a filter asks for, with its reply as the last thing that is said.
    void end(Decision.Disconnect decision) {
        note(new SessionEvent.Told(decision.reason(), decision.reply()));
        end(decision.reason());
    }

    /// Ends the session. Everything it holds is closed; nothing of it outlives this call but the farewell of the
    /// client's connection, which is bounded.
    public void end(EndReason reason) {
        if (ended) {
            return;
        }
        ended = true;
        var why = dismissal.map(SessionEvent.Told::reason).orElse(reason);
        try {
            attempt(() -> dismissal
                    .flatMap(SessionEvent.Told::farewell)
                    .filter(_ -> understandsReplies())
                    .ifPresent(reply ->
                            frontend.farewell(written(reply), settings().longestSend())));
            attempt(state::abandon);
            attempt(commands::abandon);
            attempt(times::cancelAll);
            attempt(() -> frontend.finish(why, settings().linger()));
            attempt(() -> host().filters().ended(facts, why));
            services.log().info(facts, kind() + " session closed.");
        } finally {
            observer.ended();
        }
    }

    /// Whether a reply sent now would reach the client in the way it understands: not before a handshake that it
    /// awaits.
    private boolean understandsReplies() {
        return !(state instanceof Securing)
                && (protection.isOnControl()
                        || host().tls().filter(Securing::isFirst).isEmpty());
    }

    /// Does one of the things that belong to the end; if it fails the others are done all the same.
    void attempt(Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            failed("the end of the session failed in part", e);
        }
    }

    private void failed(String what, RuntimeException e) {
        var at = e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
        services.log().log(Level.ERROR, Optional.of(facts), what + ": " + e + at);
    }

    // Time.

    private void passed(Timer timer) {
        if (ended) {
            return; // by a deadline that passed at the same time
        }
        switch (timer) {
            case PAUSE -> {
                commands.pauseIsOver();
                become(state.on(new SessionEvent.TimedOut(timer)));
            }
            case STALLED, LINGER, REPLY, HANDSHAKE -> become(state.on(new SessionEvent.TimedOut(timer)));
            case IDLE, LOGIN, NO_TRANSFER, SESSION -> times.expiry(timer).ifPresent(this::expired);
        }
    }

    private void expired(Expiry expiry) {
        var awaited = state.awaits().map(what -> ", while awaiting " + what).orElse("");
        services.log().log(
                awaited.isEmpty() ? Level.INFO : Level.NOTICE, Optional.of(facts), expiry.logText() + awaited);
        event(expiry.event());
        send(expiry.reply());
        end(expiry.reason());
    }

    /// The state before the first and after the last: nothing is taken.
    private record Ended() implements SessionState {
        @Override
        public boolean takes(Command command) {
            return false;
        }

        @Override
        public SessionState on(Exchange exchange) {
            return this;
        }

        @Override
        public SessionState on(SessionEvent event) {
            return this;
        }
    }
}
