package io.sluice.session;

import io.sluice.log.SystemLog;
import io.sluice.module.Decision;

/// Why filters have decided as they did about one session, in words for the log.
final class Reasons {
    private final SystemLog log;
    private final SessionFacts facts;

    Reasons(SystemLog log, SessionFacts facts) {
        this.log = log;
        this.facts = facts;
    }

    /// Tells the log, if there is a step that decided.
    void tell(Decision decision) {
        if (!decision.steps().isEmpty()) {
            log.notice(facts, of(decision));
        }
    }

    /// The sentence of the step that decided.
    String of(Decision decision) {
        return decision.steps().stream().findFirst().map(Decision.Step::found).orElse("refused") + rule(decision);
    }

    /// Where the rule stands that decided, if the log is to tell.
    String rule(Decision decision) {
        return decision.steps().stream()
                .findFirst()
                .flatMap(Decision.Step::position)
                .filter(_ -> log.namesRules(facts))
                .map(position -> " (rule " + position.brief() + ")")
                .orElse("");
    }
}
