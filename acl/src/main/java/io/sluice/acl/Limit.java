package io.sluice.acl;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A section `<Limit …>`: rules for some commands, groups of commands (`READ`, `WRITE`, `DIRS`, `ALL`) or the login
/// (`LOGIN`), whose names are in upper case.
public record Limit(Set<String> names, Order order, List<LimitRule> rules, Origin origin) {

    /// What wins where rules of both effects fit, and what happens where none does. Unlike that of web servers the
    /// first word is the one that wins.
    public enum Order {
        /// Allowing wins; without a rule that fits nothing is decided.
        ALLOW_DENY,
        /// Denying wins; without a rule that fits the answer is no.
        DENY_ALLOW
    }

    /// What a section says.
    public sealed interface Ruling {
        record Allowed(LimitRule by) implements Ruling {}

        record Denied(LimitRule by) implements Ruling {}

        /// No rule fits, and [Order#DENY_ALLOW] is in force.
        record DeniedByOrder() implements Ruling {}

        /// Other sections decide.
        record Undecided() implements Ruling {}
    }

    private static final Ruling DENIED_BY_ORDER = new Ruling.DeniedByOrder();
    private static final Ruling UNDECIDED = new Ruling.Undecided();

    public Limit {
        names = Set.copyOf(names);
        rules = rules.stream().sorted(Comparator.comparingInt(LimitRule::rank)).toList();
    }

    /// What the section says to somebody.
    ///
    /// @param argument of a command; a command without one has the empty one, a login has none
    public Ruling decide(Subject subject, Optional<String> argument) {
        return switch (order) {
            case ALLOW_DENY -> {
                for (var rule : rules) {
                    if (rule.effect() == LimitRule.Effect.ALLOW && rule.fits(subject, argument)) {
                        yield new Ruling.Allowed(rule);
                    }
                }
                for (var rule : rules) {
                    if (rule.effect() == LimitRule.Effect.DENY && rule.fits(subject, argument)) {
                        yield new Ruling.Denied(rule);
                    }
                }
                yield UNDECIDED;
            }
            case DENY_ALLOW -> {
                for (var rule : rules) {
                    if (rule.effect() == LimitRule.Effect.DENY && rule.fits(subject, argument)) {
                        yield new Ruling.Denied(rule);
                    }
                }
                for (var rule : rules) {
                    if (rule.effect() == LimitRule.Effect.ALLOW && rule.fits(subject, argument)) {
                        yield new Ruling.Allowed(rule);
                    }
                }
                yield DENIED_BY_ORDER;
            }
        };
    }
}
