package io.sluice.filter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveSet;
import io.sluice.config.Setting;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// How many clients may be logged in at once: `MaxClientsPerClass`, `MaxClientsPerHost`, `MaxClientsPerUser`,
/// `MaxClients`, `MaxHostsPerUser`, asked in this order; and how many may be connected: `MaxConnectionsPerHost`. A
/// limit
/// of n admits n.
public final class ClientLimits implements SessionFilter {
    public static final Directive<Limit> MAX_CLIENTS =
            limit("MaxClients", "Limits how many clients may be logged in at once.");
    public static final Directive<Limit> MAX_CLIENTS_PER_HOST =
            limit("MaxClientsPerHost", "Limits how many clients of one address may be logged in at once.");
    public static final Directive<Limit> MAX_CLIENTS_PER_USER =
            limit("MaxClientsPerUser", "Limits how many clients may be logged in at once under one user name.");
    public static final Directive<Limit> MAX_HOSTS_PER_USER =
            limit("MaxHostsPerUser", "Limits from how many addresses one user may be logged in at once.");
    public static final Directive<Limit> MAX_CONNECTIONS_PER_HOST = limit(
                    "MaxConnectionsPerHost", "Limits how many connections one address may have open, logged in or not.")
            .in(SERVER, VIRTUAL_HOST, GLOBAL);
    public static final Directive<ClassLimit> MAX_CLIENTS_PER_CLASS = Directive.of(
                    "MaxClientsPerClass", arguments -> new ClassLimit(arguments.text(), Limit.parse(arguments, 1)))
            .takes(2, 3)
            .occurs(Directive.Occurrence.ACCUMULATES)
            .syntax("class number|\"none\" [message]")
            .help("Limits how many clients of a class may be logged in at once; the first line with the class counts.");

    static final List<Directive<?>> DIRECTIVES = List.of(
            MAX_CLIENTS,
            MAX_CLIENTS_PER_CLASS,
            MAX_CLIENTS_PER_HOST,
            MAX_CLIENTS_PER_USER,
            MAX_CONNECTIONS_PER_HOST,
            MAX_HOSTS_PER_USER);

    private final LiveSessions live;
    private final Consumer<ServerEvent> events;

    public ClientLimits(LiveSessions live, Consumer<ServerEvent> events) {
        this.live = live;
        this.events = events;
    }

    /// The limit of one `<Class>`.
    public record ClassLimit(String className, Limit limit) {}

    @Override
    public Phase phase() {
        return Phase.COUNT;
    }

    @Override
    public Decision connected(SessionView session) {
        if (!isSet(session, MAX_CONNECTIONS_PER_HOST)) {
            return Decision.PERMIT;
        }
        return check(
                        session,
                        MAX_CONNECTIONS_PER_HOST,
                        1
                                + others(session)
                                        .filter(other -> sameHost(session, other))
                                        .count(),
                        "mod_auth.max-connections-per-host",
                        "Sorry, the maximum number of connections (%m) for your host are already connected.")
                .orElse(Decision.PERMIT);
    }

    @Override
    public Decision loggedIn(SessionView session) {
        if (DIRECTIVES.stream().noneMatch(directive -> isSet(session, directive))) {
            return Decision.PERMIT;
        }
        var clients = others(session).filter(other -> other.user().isPresent()).toList();
        var sameUser = clients.stream()
                .filter(other -> other.user().equals(user(session)))
                .toList();
        return ofClass(session, clients)
                .or(() -> check(
                        session,
                        MAX_CLIENTS_PER_HOST,
                        1
                                + clients.stream()
                                        .filter(other -> sameHost(session, other))
                                        .count(),
                        "mod_auth.max-clients-per-host",
                        "Sorry, the maximum number of clients (%m) from your host are already connected."))
                .or(() -> check(
                        session,
                        MAX_CLIENTS_PER_USER,
                        1 + sameUser.size(),
                        "mod_auth.max-clients-per-user",
                        "Sorry, the maximum number of clients (%m) for this user are already connected."))
                .or(() -> check(
                        session,
                        MAX_CLIENTS,
                        1 + clients.size(),
                        "mod_auth.max-clients",
                        "Sorry, the maximum number of allowed clients (%m) are already connected."))
                .or(() -> check(
                        session,
                        MAX_HOSTS_PER_USER,
                        Stream.concat(Stream.of(session), sameUser.stream())
                                .map(each -> each.client().getAddress())
                                .distinct()
                                .count(),
                        "mod_auth.max-hosts-per-user",
                        "Sorry, the maximum number of hosts (%m) for this user are already connected."))
                .orElse(Decision.PERMIT);
    }

    private Optional<Decision> ofClass(SessionView session, List<SessionView> clients) {
        return session.clientClass()
                .flatMap(name -> directives(session).settings(MAX_CLIENTS_PER_CLASS).stream()
                        .filter(entry -> entry.value().className().equalsIgnoreCase(name))
                        .findFirst()
                        .flatMap(entry -> check(
                                session,
                                MAX_CLIENTS_PER_CLASS.name(),
                                new Setting<>(entry.value().limit(), entry.position()),
                                1
                                        + clients.stream()
                                                .filter(other ->
                                                        other.clientClass().equals(Optional.of(name)))
                                                .count(),
                                "mod_auth.max-clients-per-class",
                                "Sorry, the maximum number of clients (%m) from your class are already connected.")));
    }

    private Optional<Decision> check(
            SessionView session, Directive<Limit> directive, long count, String event, String text) {
        return directives(session)
                .setting(directive)
                .flatMap(setting -> check(session, directive.name(), setting, count, event, text));
    }

    private Optional<Decision> check(
            SessionView session, String directive, Setting<Limit> setting, long count, String event, String text) {
        var limit = setting.value();
        if (limit.admits(count)) {
            return Optional.empty();
        }
        events.accept(new ServerEvent(event, Optional.of(session)));
        return Optional.of(new Decision.Disconnect(
                Optional.of(limit.reply(530, text)),
                EndReason.of(EndReason.Kind.POLICY, "Denied by " + directive),
                List.of(Decision.Step.of(
                        "Connection refused (" + directive + " " + limit.number() + ")", setting.position()))));
    }

    private static boolean isSet(SessionView session, Directive<?> directive) {
        return !directives(session).settings(directive).isEmpty();
    }

    private Stream<SessionView> others(SessionView session) {
        return live.of(session.server()).filter(other -> other.id() != session.id());
    }

    private static boolean sameHost(SessionView one, SessionView other) {
        return one.client().getAddress().equals(other.client().getAddress());
    }

    private static Optional<String> user(SessionView session) {
        return session.user().or(session::requestedUser);
    }

    private static DirectiveSet directives(SessionView session) {
        return session.server().directives();
    }

    private static Directive<Limit> limit(String name, String help) {
        return Directive.of(name, Limit::parse)
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS)
                .takes(1, 2)
                .syntax("number|\"none\" [message]")
                .help(help);
    }
}
