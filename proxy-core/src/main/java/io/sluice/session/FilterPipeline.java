package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.ftp.Reply;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.Explanation;
import io.sluice.module.Refusal;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionFilter.Phase;
import io.sluice.module.SessionView;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// The filters of a virtual host in the order of their phases.
public final class FilterPipeline {
    private static final Set<Phase> ALL = EnumSet.allOf(Phase.class);
    private static final Set<Phase> BEFORE_HANDSHAKE = EnumSet.of(Phase.CLASSIFY, Phase.OVERLAY, Phase.BAN);

    private final List<SessionFilter> filters;

    public FilterPipeline(Collection<? extends SessionFilter> filters) {
        this.filters = filters.stream()
                .<SessionFilter>map(filter -> filter)
                .sorted(Comparator.comparing(SessionFilter::phase))
                .toList();
    }

    Verdict connected(SessionView session) {
        return first(filter -> filter.connected(session));
    }

    /// What filters say to a client that begins with a TLS handshake, before that: those that ban, and those that bans
    /// depend on. [#connected] follows when the handshake has told where the client has come to.
    Verdict beforeHandshake(SessionView session) {
        return filters.stream().anyMatch(filter -> filter.phase() == Phase.BAN)
                ? first(BEFORE_HANDSHAKE, filter -> filter.connected(session))
                : new Verdict(Decision.PERMIT, Optional.empty(), Optional.empty());
    }

    void named(SessionView session, String user) {
        filters.forEach(filter -> filter.named(session, user));
    }

    /// @param known whether the proxy has let the client in itself, so that only bans concern it any more
    Verdict passedOn(SessionView session, String user, boolean known) {
        return first(known ? EnumSet.of(Phase.BAN) : ALL, filter -> filter.passedOn(session, user));
    }

    boolean offers(SessionView session, String verb) {
        return filters.stream().allMatch(filter -> filter.offers(session, verb));
    }

    Verdict authenticated(SessionView session, String user) {
        return first(filter -> filter.authenticated(session, user));
    }

    Verdict loggedIn(SessionView session) {
        return first(filter -> filter.loggedIn(session));
    }

    /// What all filters together say to a command: the first refusal, or the longest pause, and the command as
    /// rewritten.
    Verdict command(SessionView session, Command command) {
        var rewritten = command;
        Decision standing = Decision.PERMIT;
        for (SessionFilter filter : filters) {
            var decision = filter.command(session, rewritten);
            if (refuses(decision)) {
                return Verdict.of(filter, decision, Optional.of(rewritten));
            }
            if (decision instanceof Decision.Rewrite(var changed, var _)) {
                rewritten = changed;
            }
            standing = longer(standing, decision);
        }
        return new Verdict(standing, Optional.empty(), Optional.of(rewritten));
    }

    /// The decision that stands, who refused if somebody did, and the command after all filters if there is one.
    record Verdict(Decision decision, Optional<Refusal> refusal, Optional<Command> command) {

        private static Verdict of(SessionFilter filter, Decision decision, Optional<Command> command) {
            return new Verdict(
                    decision,
                    decision.steps().stream()
                            .findFirst()
                            .map(step -> new Refusal(step.found(), step.position(), filter.module())),
                    command);
        }
    }

    /// What the filters say at one moment to a client that is only supposed, up to the first that refuses it.
    public List<Explanation> explain(SessionView supposed, Explanation.Moment moment) {
        var found = new ArrayList<Explanation>();
        for (SessionFilter filter : filters) {
            var explanation = filter.explain(supposed, moment);
            explanation.ifPresent(found::add);
            if (explanation.filter(Explanation::refuses).isPresent()) {
                break;
            }
        }
        return found;
    }

    Reply welcome(SessionView session, Reply reply) {
        var said = reply;
        for (SessionFilter filter : filters) {
            said = filter.welcome(session, said);
        }
        return said;
    }

    void finished(SessionView session, CommandOutcome outcome) {
        filters.forEach(filter -> filter.finished(session, outcome));
    }

    void ended(SessionView session, EndReason reason) {
        filters.forEach(filter -> filter.ended(session, reason));
    }

    /// The first refusal, else the longest pause, else a permit.
    private Verdict first(Function<SessionFilter, Decision> question) {
        return first(ALL, question);
    }

    private Verdict first(Set<Phase> asked, Function<SessionFilter, Decision> question) {
        Decision standing = Decision.PERMIT;
        for (SessionFilter filter : filters) {
            if (!asked.contains(filter.phase())) {
                continue;
            }
            var decision = question.apply(filter);
            if (refuses(decision)) {
                return Verdict.of(filter, decision, Optional.empty());
            }
            standing = longer(standing, decision);
        }
        return new Verdict(standing, Optional.empty(), Optional.empty());
    }

    private static boolean refuses(Decision decision) {
        return switch (decision) {
            case Decision.Refuse _, Decision.Disconnect _ -> true;
            case Decision.Permit _, Decision.Rewrite _, Decision.Delay _ -> false;
        };
    }

    private static Decision longer(Decision standing, Decision next) {
        if (!(next instanceof Decision.Delay delay)) {
            return standing;
        }
        return standing instanceof Decision.Delay(var pause, var _) && pause.compareTo(delay.pause()) >= 0
                ? standing
                : delay;
    }
}
