package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;

/// The `Allow` lines or the `Deny` lines of a section, arranged to be asked together: the first that is true of a
/// client. Lines of positive rules alone are one index; those with others have two each, and are asked one by one as
/// far as they stand before the one that is found.
final class AddressLines {
    static final int NONE = PatternIndex.NONE;

    private final PatternIndex ofPlain;
    private final List<Mixed> mixed = new ArrayList<>();

    /// A line with negated rules: true if none of these shuts the client out, and one of the others fits if there are
    /// any.
    private record Mixed(int number, PatternIndex negated, boolean onlyNegated, PatternIndex positive) {
        boolean holds(Client client) {
            return negated.notDiffering(client) == NONE && (onlyNegated || positive.fitting(client) != NONE);
        }
    }

    AddressLines(List<AddressLine> lines) {
        var plain = new PatternIndex.Builder();
        for (int i = 0; i < lines.size(); i++) {
            var rules = lines.get(i).rules();
            if (rules.stream().anyMatch(AddressRule::negated)) {
                mixed.add(mixed(i, rules));
            } else {
                for (var rule : AddressLine.upToNobody(rules)) {
                    plain.add(rule.pattern(), i);
                }
            }
        }
        ofPlain = plain.build();
    }

    private static Mixed mixed(int number, List<AddressRule> rules) {
        var negated = new PatternIndex.Builder();
        rules.stream().filter(AddressRule::negated).forEach(rule -> negated.add(rule.pattern(), 0));
        var others = rules.stream().filter(rule -> !rule.negated()).toList();
        var positive = new PatternIndex.Builder();
        AddressLine.upToNobody(others).forEach(rule -> positive.add(rule.pattern(), 0));
        return new Mixed(number, negated.build(), others.isEmpty(), positive.build());
    }

    /// The number of the first line that is true of a client, or [#NONE].
    int first(Client client) {
        int plain = ofPlain.fitting(client);
        for (int i = 0; i < mixed.size() && mixed.get(i).number < plain; i++) {
            if (mixed.get(i).holds(client)) {
                return mixed.get(i).number;
            }
        }
        return plain;
    }
}
