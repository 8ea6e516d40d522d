package io.sluice.acl.adapter;

import io.sluice.acl.AddressClass;
import io.sluice.acl.AddressRule;
import io.sluice.acl.Client;
import io.sluice.acl.Limit;
import io.sluice.acl.LimitRule;
import io.sluice.acl.LimitTable.Outcome;
import io.sluice.acl.Origin;
import io.sluice.module.Decision.Step;
import io.sluice.module.Explanation;
import java.util.List;
import java.util.Optional;

/// Why something is allowed or refused: the directive, in its words, and where it stands.
final class Reasons {
    /// Of a line with more rules than these the one that fits is named.
    private static final int FEW = 8;

    static final Step DEFAULT = Step.of("default (no rule)");

    private Reasons() {}

    /// What the log is told of a refusal: the sentence, with the place of the rule, or of the section none of whose
    /// rules fits.
    static List<Step> ofRefusal(String sentence, Limit section, Optional<LimitRule> by) {
        var origin = by.map(LimitRule::origin).orElseGet(section::origin);
        return List.of(
                step(sentence, origin), Step.of("by " + by.map(LimitRule::text).orElseGet(() -> order(section))));
    }

    static Explanation explain(String subject, Outcome outcome, Client client) {
        return switch (outcome) {
            case Outcome.Allowed(var _, var by) ->
                new Explanation(
                        subject,
                        false,
                        "allowed",
                        List.of(by.map(rule -> ofRule(rule, client)).orElse(DEFAULT)));
            case Outcome.Refused(var section, var by) ->
                new Explanation(
                        subject,
                        true,
                        "refused",
                        List.of(by.map(rule -> ofRule(rule, client))
                                .orElseGet(() -> step(order(section), section.origin()))));
        };
    }

    static List<Step> ofClass(AddressClass chosen, List<AddressRule> by) {
        return by.stream()
                .map(rule -> {
                    var line = chosen.rules().stream()
                            .filter(other -> other.origin().equals(rule.origin()))
                            .toList();
                    return step("From " + rule + entry(line, rule), rule.origin());
                })
                .toList();
    }

    private static Step ofRule(LimitRule rule, Client client) {
        if (rule.test() instanceof LimitRule.Test.OfAddress(var line)
                && line.rules().size() > FEW) {
            var fitting = line.fitting(client);
            if (fitting.isPresent()) {
                var directive = rule.effect() == LimitRule.Effect.ALLOW ? "Allow" : "Deny";
                return step(directive + " from " + fitting.get() + entry(line.rules(), fitting.get()), rule.origin());
            }
        }
        return step(rule.text(), rule.origin());
    }

    private static String entry(List<AddressRule> line, AddressRule rule) {
        return line.size() > FEW ? " (entry " + (line.indexOf(rule) + 1) + ")" : "";
    }

    private static String order(Limit section) {
        return switch (section.order()) {
            case ALLOW_DENY -> "Order allow,deny (nothing matched)";
            case DENY_ALLOW -> "Order deny,allow (nothing matched)";
        };
    }

    private static Step step(String found, Origin origin) {
        return Step.of(found, ClassDirectives.position(origin));
    }
}
