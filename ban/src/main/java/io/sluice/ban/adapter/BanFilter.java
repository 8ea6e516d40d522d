package io.sluice.ban.adapter;

import io.sluice.ban.Ban;
import io.sluice.ban.BanEvent;
import io.sluice.ban.BanType;
import io.sluice.ban.cache.Waits;
import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.ftp.WireText;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Explanation.Moment;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/// Refuses the banned: addresses and classes when they connect, users when they give their password.
final class BanFilter implements SessionFilter {
    private static final Reply LOGIN_INCORRECT = Reply.of(530, "Login incorrect.");

    private final Banning banning;
    private final Set<Long> counted = ConcurrentHashMap.newKeySet();

    BanFilter(Banning banning) {
        this.banning = banning;
    }

    @Override
    public Phase phase() {
        return Phase.BAN;
    }

    @Override
    public String module() {
        return "mod_ban";
    }

    @Override
    public Decision connected(SessionView session) {
        var subject = new Subject(session);
        if (!subject.isSubject()) {
            return Decision.PERMIT;
        }
        var ban = Waits.inOnePhase(() -> atConnect(subject));
        if (ban.isPresent()) {
            var name = WireText.display(ban.get().name());
            banning.journal()
                    .refusal(
                            ban.get().type() == BanType.HOST
                                    ? "login from host '" + name + "' denied due to host ban"
                                    : "login from class '" + name + "' denied due to class ban");
            return refused(ban.get(), banning.told(subject, ban.get()));
        }
        return counted.add(session.id())
                ? banning.counted(BanEvent.Known.CLIENT_CONNECT_RATE, session)
                        .<Decision>map(farewell -> new Decision.Disconnect(
                                farewell.reply(),
                                Banning.BANNED,
                                List.of(Decision.Step.of("ClientConnectRate autoban threshold reached"))))
                        .orElse(Decision.PERMIT)
                : Decision.PERMIT;
    }

    private Optional<Ban> atConnect(Subject subject) {
        return banning.find(BanType.HOST, subject.address(), subject)
                .or(() -> subject.session().clientClass().flatMap(name -> banning.find(BanType.CLASS, name, subject)));
    }

    /// No backend hears of a banned user, who is told so after his password; a client of SSH that only asks whether it
    /// might log in is not asked for one, and so the log hears of it here.
    @Override
    public Decision passedOn(SessionView session, String user) {
        var subject = new Subject(session);
        var requested = subject.requested();
        var names =
                Stream.concat(requested.stream(), Stream.of(user)).distinct().toList();
        return Waits.inOnePhase(() -> atPassword(subject, names))
                .<Decision>map(ban -> new Decision.Refuse(
                        banning.told(subject, ban).orElse(LOGIN_INCORRECT),
                        requested.contains(user) ? List.of() : List.of(Decision.Step.of(denied(ban)))))
                .orElse(Decision.PERMIT);
    }

    @Override
    public Decision command(SessionView session, Command command) {
        var subject = new Subject(session);
        return command.verb().equals("PASS")
                ? Waits.inOnePhase(() -> atPassword(subject, subject.requested()))
                        .map(ban -> refused(
                                ban, Optional.of(banning.told(subject, ban).orElse(LOGIN_INCORRECT))))
                        .orElse(Decision.PERMIT)
                : Decision.PERMIT;
    }

    private Optional<Ban> atPassword(Subject subject, List<String> names) {
        if (!subject.isSubject()) {
            return Optional.empty();
        }
        return Stream.concat(
                        names.stream().map(name -> new Named(BanType.USER, name)),
                        names.stream().map(name -> new Named(BanType.USER_AT_HOST, name + "@" + subject.address())))
                .flatMap(named -> banning.find(named.type, named.name, subject).stream())
                .findFirst();
    }

    private record Named(BanType type, String name) {}

    private static Decision refused(Ban ban, Optional<Reply> reply) {
        return new Decision.Disconnect(reply, Banning.BANNED, List.of(Decision.Step.of(denied(ban))));
    }

    private static String denied(Ban ban) {
        return BanModule.VERSION + ": Login denied: " + ban.type().word() + " '" + WireText.display(ban.name())
                + "' banned";
    }

    @Override
    public Optional<Explanation> explain(SessionView supposed, Moment moment) {
        var subject = new Subject(supposed);
        if (!subject.isSubject()) {
            return Optional.empty();
        }
        return switch (moment) {
            case Moment.Connect _ -> Optional.of(explanation(atConnect(subject)));
            case Moment.Password _ -> Optional.of(explanation(atPassword(subject, subject.requested())));
            case Moment.Login _, Moment.Use _ -> Optional.empty();
        };
    }

    private static Explanation explanation(Optional<Ban> ban) {
        return ban.map(found -> new Explanation(
                        "ban",
                        true,
                        "refused",
                        List.of(Decision.Step.of(denied(found)), Decision.Step.of(WireText.display(found.reason())))))
                .orElseGet(() -> new Explanation("ban", false, "allowed", List.of(Decision.Step.of("not banned"))));
    }

    @Override
    public void ended(SessionView session, EndReason reason) {
        counted.remove(session.id());
    }
}
