package io.sluice.acl;

import java.util.List;

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
        for (var rule : rules) {
            if (rule.negated() && !rule.holds(client)) {
                return false;
            }
        }
        return somePositiveHolds(client);
    }

    private boolean somePositiveHolds(Client client) {
        boolean onlyNegated = true;
        for (var rule : rules) {
            if (rule.negated()) {
                continue;
            }
            if (rule.pattern() instanceof AddressPattern.Nobody) {
                return false;
            }
            if (rule.holds(client)) {
                return true;
            }
            onlyNegated = false;
        }
        return onlyNegated;
    }
}
