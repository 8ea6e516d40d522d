package io.sluice.session.peers;

import io.sluice.config.Configuration;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.ActiveModule;
import io.sluice.module.CoreServices;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.ServerModule;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A module that bans whom a test names, in the places where a ban is looked for.
public final class Warden implements ServerModule, ActiveModule, SessionFilter {
    private static final EndReason BANNED = EndReason.of(EndReason.Kind.BANNED);

    private final Map<Integer, Optional<String>> servers = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> users = new ConcurrentHashMap<>();
    private final Map<String, Optional<String>> thresholds = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> events = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Integer> arrivals = new ConcurrentLinkedQueue<>();
    private volatile Optional<CoreServices> lent = Optional.empty();

    private Warden() {}

    public static Warden idle() {
        return new Warden();
    }

    /// Bans everybody from the server with that number.
    ///
    /// @param message what they are told, if anything
    public Warden bansFrom(int server, String... message) {
        servers.put(server, first(message));
        return this;
    }

    public Warden bansUser(String name, String... message) {
        users.put(name, first(message));
        return this;
    }

    /// Ends the session of which that event tells.
    public Warden endsAt(String event, String... message) {
        thresholds.put(event, first(message));
        return this;
    }

    private static Optional<String> first(String... message) {
        return List.of(message).stream().findFirst();
    }

    /// What the core lends.
    public CoreServices core() {
        return lent.orElseThrow();
    }

    /// The events so far, each with the user of its session.
    public List<String> events() {
        return List.copyOf(events);
    }

    /// The servers at which it has been asked about a client that has connected, by their numbers.
    public List<Integer> arrivals() {
        return List.copyOf(arrivals);
    }

    @Override
    public List<String> standsFor() {
        return List.of("mod_warden.c");
    }

    @Override
    public ActiveModule activate(Configuration configuration) {
        return this;
    }

    @Override
    public ActiveModule activate(Configuration configuration, CoreServices core) {
        lent = Optional.of(core);
        return this;
    }

    @Override
    public List<SessionFilter> filters() {
        return List.of(this);
    }

    @Override
    public void on(ServerEvent event) {
        events.add(event.name());
        var message = thresholds.get(event.name());
        if (message != null) {
            event.session().orElseThrow().end(BANNED, reply(message));
        }
    }

    @Override
    public Phase phase() {
        return Phase.BAN;
    }

    @Override
    public Decision connected(SessionView session) {
        int server = session.server().number();
        arrivals.add(server);
        var message = servers.get(server);
        return message == null ? Decision.PERMIT : banned(reply(message));
    }

    @Override
    public Decision passedOn(SessionView session, String user) {
        var message = users.get(user);
        return message == null
                ? Decision.PERMIT
                : new Decision.Refuse(
                        reply(message).orElseGet(() -> Reply.of(530, "Login incorrect.")),
                        List.of(Decision.Step.of("user banned")));
    }

    @Override
    public Decision command(SessionView session, Command command) {
        var message = session.requestedName().map(users::get);
        return message.isPresent() && command.verb().equals("PASS")
                ? banned(reply(message.get()).or(() -> Optional.of(Reply.of(530, "Login incorrect."))))
                : Decision.PERMIT;
    }

    private static Optional<Reply> reply(Optional<String> message) {
        return message.map(text -> Reply.of(530, text));
    }

    private static Decision banned(Optional<Reply> reply) {
        return new Decision.Disconnect(reply, BANNED, List.of(Decision.Step.of("banned")));
    }
}
