package io.sluice.session;

import io.sluice.ftp.Command;
import io.sluice.module.CommandOutcome;
import io.sluice.module.Decision;
import io.sluice.module.EndReason;
import io.sluice.module.SessionFilter;
import io.sluice.module.SessionView;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// The filters of a virtual host in the order of their phases.
public final class FilterPipeline {
    private final List<SessionFilter> filters;

    public FilterPipeline(Collection<? extends SessionFilter> filters) {
        this.filters = filters.stream()
                .<SessionFilter>map(filter -> filter)
                .sorted(Comparator.comparing(SessionFilter::phase))
                .toList();
    }

    Decision connected(SessionView session) {
        return first(filter -> filter.connected(session));
    }

    Decision loggedIn(SessionView session) {
        return first(filter -> filter.loggedIn(session));
    }

    /// What all filters together say to a command: the first refusal, or the command as rewritten and the longest
    /// pause.
    Verdict command(SessionView session, Command command) {
        var verdict = new Verdict(command, Decision.PERMIT);
        for (SessionFilter filter : filters) {
            switch (filter.command(session, verdict.command())) {
                case Decision.Permit _ -> {}
                case Decision.Rewrite(var changed, var _) -> verdict = new Verdict(changed, verdict.decision());
                case Decision.Delay delay ->
                    verdict = new Verdict(verdict.command(), longer(verdict.decision(), delay));
                case Decision.Refuse refusal -> {
                    return new Verdict(verdict.command(), refusal);
                }
                case Decision.Disconnect end -> {
                    return new Verdict(verdict.command(), end);
                }
            }
        }
        return verdict;
    }

    /// A command after all filters, and the decision that stands.
    record Verdict(Command command, Decision decision) {}

    void finished(SessionView session, CommandOutcome outcome) {
        filters.forEach(filter -> filter.finished(session, outcome));
    }

    void ended(SessionView session, EndReason reason) {
        filters.forEach(filter -> filter.ended(session, reason));
    }

    /// The first refusal, else the longest pause, else a permit.
    private Decision first(Function<SessionFilter, Decision> question) {
        Decision standing = Decision.PERMIT;
        for (SessionFilter filter : filters) {
            switch (question.apply(filter)) {
                case Decision.Permit _, Decision.Rewrite _ -> {}
                case Decision.Delay delay -> standing = longer(standing, delay);
                case Decision.Refuse refusal -> {
                    return refusal;
                }
                case Decision.Disconnect end -> {
                    return end;
                }
            }
        }
        return standing;
    }

    private static Decision longer(Decision standing, Decision.Delay delay) {
        return standing instanceof Decision.Delay(var pause, var _) && pause.compareTo(delay.pause()) >= 0
                ? standing
                : delay;
    }
}
