package io.sluice.acl;

import java.util.List;
import java.util.Objects;

/// A named set of clients (`<Class>`): those for whom any, or all, of its rules are true. A class has at least one
/// rule.
public record AddressClass(String name, Satisfy satisfy, List<AddressRule> rules, Origin origin) {

    public enum Satisfy {
        ANY,
        ALL
    }

    public AddressClass {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("class " + name + " has no rule");
        }
    }

    /// Without a look at the rules, which may be a million.
    @Override
    public int hashCode() {
        return Objects.hash(name, origin);
    }

    /// Whether a client belongs to a class, and by which rules.
    public sealed interface Membership {

        /// It does: `by` is the first true rule where one is enough, otherwise all of them.
        record Member(List<AddressRule> by) implements Membership {}

        /// It does not: `failed` is the first rule that is not true where all must be, otherwise all of them.
        record Outsider(List<AddressRule> failed) implements Membership {}
    }

    public Membership of(Client client) {
        return switch (satisfy) {
            case ANY ->
                rules.stream()
                        .filter(rule -> rule.holds(client))
                        .findFirst()
                        .<Membership>map(rule -> new Membership.Member(List.of(rule)))
                        .orElseGet(() -> new Membership.Outsider(rules));
            case ALL ->
                rules.stream()
                        .filter(rule -> !rule.holds(client))
                        .findFirst()
                        .<Membership>map(rule -> new Membership.Outsider(List.of(rule)))
                        .orElseGet(() -> new Membership.Member(rules));
        };
    }
}
