package io.sluice.acl;

import io.sluice.acl.LimitRule.Effect;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A section `<Limit …>`: rules for some commands, groups of commands (`READ`, `WRITE`, `DIRS`, `ALL`) or the login
/// (`LOGIN`), whose names are in upper case. Rules on addresses are indexed, so that a section takes no longer where
/// they are many.
public final class Limit {
    private final Set<String> names;
    private final Order order;
    private final List<LimitRule> rules;
    private final Origin origin;
    private final Side allowing;
    private final Side denying;

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

    public Limit(Set<String> names, Order order, List<LimitRule> rules, Origin origin) {
        this.names = Set.copyOf(names);
        this.order = order;
        this.rules =
                rules.stream().sorted(Comparator.comparingInt(LimitRule::rank)).toList();
        this.origin = origin;
        this.allowing = new Side(this.rules, Effect.ALLOW);
        this.denying = new Side(this.rules, Effect.DENY);
    }

    public Set<String> names() {
        return names;
    }

    public Order order() {
        return order;
    }

    /// In the order in which those of one effect are looked at.
    public List<LimitRule> rules() {
        return rules;
    }

    public Origin origin() {
        return origin;
    }

    /// Whether what it says may hang on the argument of a command.
    boolean looksAtArguments() {
        return rules.stream().anyMatch(rule -> rule.test() instanceof LimitRule.Test.OfArgument);
    }

    /// What the section says to somebody.
    ///
    /// @param argument of a command; a command without one has the empty one, a login has none
    public Ruling decide(Subject subject, Optional<String> argument) {
        return switch (order) {
            case ALLOW_DENY -> {
                var allows = allowing.first(subject, argument);
                if (allows != null) {
                    yield new Ruling.Allowed(allows);
                }
                var denies = denying.first(subject, argument);
                yield denies == null ? UNDECIDED : new Ruling.Denied(denies);
            }
            case DENY_ALLOW -> {
                var denies = denying.first(subject, argument);
                if (denies != null) {
                    yield new Ruling.Denied(denies);
                }
                var allows = allowing.first(subject, argument);
                yield allows == null ? DENIED_BY_ORDER : new Ruling.Allowed(allows);
            }
        };
    }

    @Override
    public String toString() {
        return "<Limit " + String.join(" ", names.stream().sorted().toList()) + "> " + origin;
    }

    /// The rules of one effect: those before the ones on addresses, these in an index, and those after them.
    private static final class Side {
        private final List<LimitRule> before;
        /// An array, and `null` below where an [Optional] would be: what comes out of a list or an optional is looked
        /// at for its type, and of a million rules one is seldom in the processor's cache.
        private final LimitRule[] onAddresses;

        private final AddressLines lines;
        private final List<LimitRule> after;

        Side(List<LimitRule> all, Effect effect) {
            var own = all.stream().filter(rule -> rule.effect() == effect).toList();
            onAddresses = own.stream().filter(Side::isOnAddresses).toArray(LimitRule[]::new);
            lines = new AddressLines(Arrays.stream(onAddresses)
                    .flatMap(rule -> rule.test() instanceof LimitRule.Test.OfAddress(var line)
                            ? Stream.of(line)
                            : Stream.empty())
                    .toList());
            before = own.stream()
                    .takeWhile(rule -> rule.rank() < LimitRule.ADDRESSES)
                    .toList();
            after = own.stream()
                    .dropWhile(rule -> rule.rank() <= LimitRule.ADDRESSES)
                    .toList();
        }

        private static boolean isOnAddresses(LimitRule rule) {
            return rule.test() instanceof LimitRule.Test.OfAddress;
        }

        /// The first rule that fits; `null` where none does.
        @Nullable
        LimitRule first(Subject subject, Optional<String> argument) {
            for (var rule : before) {
                if (rule.fits(subject, argument)) {
                    return rule;
                }
            }
            int line = onAddresses.length == 0 ? AddressLines.NONE : lines.first(subject.client());
            if (line != AddressLines.NONE) {
                return onAddresses[line];
            }
            for (var rule : after) {
                if (rule.fits(subject, argument)) {
                    return rule;
                }
            }
            return null;
        }
    }
}
