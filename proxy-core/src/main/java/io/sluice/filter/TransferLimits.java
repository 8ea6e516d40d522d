package io.sluice.filter;

import static io.sluice.config.Context.ANONYMOUS;
import static io.sluice.config.Context.DIRECTORY;
import static io.sluice.config.Context.GLOBAL;
import static io.sluice.config.Context.SERVER;
import static io.sluice.config.Context.VIRTUAL_HOST;

import io.sluice.config.Arguments;
import io.sluice.config.BadValue;
import io.sluice.config.Directive;
import io.sluice.config.Setting;
import io.sluice.ftp.Command;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.ServerEvent;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How many transfers may be under way at once: `MaxTransfersPerHost` and `MaxTransfersPerUser`.
///
/// Keeps its own list of transfers under way: one enters when its command is permitted here, and leaves when the
/// command
/// is finished or its session has ended. The list is guarded by this object's lock.
public final class TransferLimits implements SessionFilter {
    private static final Set<String> VERBS = Set.of("APPE", "RETR", "STOR", "STOU");

    public static final Directive<PerCommands> MAX_TRANSFERS_PER_HOST =
            limit("MaxTransfersPerHost", "Limits how many transfers one address may have under way at once.");
    public static final Directive<PerCommands> MAX_TRANSFERS_PER_USER =
            limit("MaxTransfersPerUser", "Limits how many transfers one user may have under way at once.");

    static final List<Directive<?>> DIRECTIVES = List.of(MAX_TRANSFERS_PER_HOST, MAX_TRANSFERS_PER_USER);

    private final Consumer<ServerEvent> events;
    private final Map<Long, UnderWay> transfers = new HashMap<>();

    public TransferLimits(Consumer<ServerEvent> events) {
        this.events = events;
    }

    /// A limit of the transfers that these commands make.
    public record PerCommands(Set<String> verbs, Limit limit) {
        public PerCommands {
            verbs = Set.copyOf(verbs);
        }

        static PerCommands parse(Arguments arguments) throws BadValue {
            var verbs = Stream.of(arguments.text().split(",", -1))
                    .map(verb -> verb.toUpperCase(Locale.ROOT))
                    .collect(Collectors.toSet());
            for (var verb : verbs) {
                if (!VERBS.contains(verb)) {
                    throw new BadValue("unknown command '" + verb + "'");
                }
            }
            return new PerCommands(verbs, Limit.parse(arguments, 1));
        }
    }

    private record UnderWay(SessionView session, String verb) {}

    @Override
    public Phase phase() {
        return Phase.COUNT;
    }

    @Override
    public synchronized Decision command(SessionView session, Command command) {
        if (!VERBS.contains(command.verb())) {
            return Decision.PERMIT;
        }
        var refusal = refusal(
                        session,
                        command.verb(),
                        MAX_TRANSFERS_PER_HOST,
                        TransferLimits::sameHost,
                        "mod_xfer.max-transfers-per-host",
                        "Sorry, the maximum number of data transfers (%m) from your host are currently being used.")
                .or(() -> refusal(
                        session,
                        command.verb(),
                        MAX_TRANSFERS_PER_USER,
                        TransferLimits::sameUser,
                        "mod_xfer.max-transfers-per-user",
                        "Sorry, the maximum number of data transfers (%m) from this user are currently being used."));
        if (refusal.isPresent()) {
            return refusal.get();
        }
        transfers.put(session.id(), new UnderWay(session, command.verb()));
        return Decision.PERMIT;
    }

    @Override
    public synchronized void finished(SessionView session, CommandOutcome outcome) {
        if (VERBS.contains(outcome.command().verb())) {
            transfers.remove(session.id());
        }
    }

    @Override
    public synchronized void ended(SessionView session, EndReason reason) {
        transfers.remove(session.id());
    }

    private Optional<Decision> refusal(
            SessionView session,
            String verb,
            Directive<PerCommands> directive,
            BiPredicate<SessionView, SessionView> same,
            String event,
            String text) {
        return session.server().directives().settings(directive).stream()
                .filter(setting -> setting.value().verbs().contains(verb))
                .filter(setting -> !setting.value().limit().admits(1 + count(session, setting, same)))
                .findFirst()
                .map(setting -> {
                    var limit = setting.value().limit();
                    events.accept(new ServerEvent(event, Optional.of(session)));
                    return new Decision.Refuse(
                            limit.reply(451, text),
                            List.of(Decision.Step.of(
                                    "Transfer refused (" + directive.name() + " " + limit.number() + ")",
                                    setting.position())));
                });
    }

    private long count(SessionView session, Setting<PerCommands> setting, BiPredicate<SessionView, SessionView> same) {
        return transfers.values().stream()
                .filter(transfer -> transfer.session().id() != session.id())
                .filter(transfer -> setting.value().verbs().contains(transfer.verb()))
                .filter(transfer -> sameServer(session, transfer.session()) && same.test(session, transfer.session()))
                .count();
    }

    private static boolean sameServer(SessionView one, SessionView other) {
        return one.server().port() == other.server().port()
                && one.server().address().equals(other.server().address());
    }

    private static boolean sameHost(SessionView one, SessionView other) {
        return one.client().getAddress().equals(other.client().getAddress());
    }

    private static boolean sameUser(SessionView one, SessionView other) {
        return one.user().isPresent() && one.user().equals(other.user());
    }

    private static Directive<PerCommands> limit(String name, String help) {
        return Directive.of(name, PerCommands::parse)
                .in(SERVER, VIRTUAL_HOST, GLOBAL, ANONYMOUS, DIRECTORY)
                .takes(2, 3)
                .occurs(Directive.Occurrence.ACCUMULATES)
                .syntax("command,… number|\"none\" [message]")
                .help(help);
    }
}
