package io.sluice.acl;

import java.util.List;
import java.util.Optional;

/// The rules of one `Allow` or `Deny`: true of a client whom no negated rule shuts out, and whom one of the others fits
/// if there are any. `none` fits nobody and ends the search.
public record AddressLine(List<AddressRule> rules) {
    public AddressLine {
        rules = List.copyOf(rules);
        if (rules.isEmpty()) {
            throw new IllegalArgumentException("a line of addresses has at least one rule");
        }
    }

    public boolean holds(Client client) {
        return rules.stream().filter(AddressRule::negated).allMatch(rule -> rule.holds(client))
                && (rules.stream().allMatch(AddressRule::negated)
                        || fitting(client).isPresent());
    }

    /// The rule that fits a client, the first where there are several; none if the line has negated rules only.
    public Optional<AddressRule> fitting(Client client) {
        return upToNobody(rules.stream().filter(rule -> !rule.negated()).toList()).stream()
                .filter(rule -> rule.holds(client))
                .findFirst();
    }

    static List<AddressRule> upToNobody(List<AddressRule> positive) {
        for (int i = 0; i < positive.size(); i++) {
            if (positive.get(i).pattern() instanceof AddressPattern.Nobody) {
                return positive.subList(0, i);
            }
        }
        return positive;
    }
}
