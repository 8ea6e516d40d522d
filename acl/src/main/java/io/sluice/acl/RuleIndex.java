package io.sluice.acl;

import io.sluice.acl.AddressClass.Membership;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// The rules of one class, negated ones included, arranged to be asked together.
final class RuleIndex {
    private static final int NONE = PatternIndex.NONE;

    private final AddressClass indexed;
    private final PatternIndex positive;
    private final PatternIndex negated;

    /// Rules of which a client fails at most a few, whatever their number: repeated patterns are left out, and of
    /// different addresses and names a client has one.
    private final int[] positiveOnes;

    private final int[] negatedOnAddresses;
    private final int[] negatedOnNames;

    RuleIndex(AddressClass indexed) {
        this.indexed = indexed;
        var rules = indexed.rules();
        var ofPositive = new PatternIndex.Builder();
        var ofNegated = new PatternIndex.Builder();
        for (int i = 0; i < rules.size(); i++) {
            (rules.get(i).negated() ? ofNegated : ofPositive).add(rules.get(i).pattern(), i);
        }
        boolean any = indexed.satisfy() == AddressClass.Satisfy.ANY;
        positive = (any ? ofPositive : new PatternIndex.Builder()).build();
        negated = (any ? new PatternIndex.Builder() : ofNegated).build();
        positiveOnes = any ? new int[0] : different(rules, rule -> !rule.negated());
        negatedOnAddresses = any ? different(rules, rule -> rule.negated() && !rule.needsName()) : new int[0];
        negatedOnNames = any ? different(rules, rule -> rule.negated() && rule.needsName()) : new int[0];
    }

    private static int[] different(List<AddressRule> rules, Predicate<AddressRule> wanted) {
        Set<AddressPattern> seen = new HashSet<>();
        return IntStream.range(0, rules.size())
                .filter(i -> wanted.test(rules.get(i)) && seen.add(rules.get(i).pattern()))
                .toArray();
    }

    AddressClass indexed() {
        return indexed;
    }

    boolean has(Client client) {
        return switch (indexed.satisfy()) {
            case ANY -> firstTrue(client) != NONE;
            case ALL -> firstFalse(client) == NONE;
        };
    }

    Membership membership(Client client) {
        var rules = indexed.rules();
        return switch (indexed.satisfy()) {
            case ANY -> {
                int first = firstTrue(client);
                yield first == NONE ? new Membership.Outsider(rules) : new Membership.Member(List.of(rules.get(first)));
            }
            case ALL -> {
                int first = firstFalse(client);
                yield first == NONE ? new Membership.Member(rules) : new Membership.Outsider(List.of(rules.get(first)));
            }
        };
    }

    private int firstTrue(Client client) {
        int first = Math.min(positive.fitting(client), first(negatedOnAddresses, true, client));
        boolean nameless = client.name() instanceof Client.Name.Unasked;
        return nameless ? first : Math.min(first, first(negatedOnNames, true, client));
    }

    private int firstFalse(Client client) {
        return Math.min(negated.notDiffering(client), first(positiveOnes, false, client));
    }

    private int first(int[] among, boolean truth, Client client) {
        for (int number : among) {
            if (indexed.rules().get(number).holds(client) == truth) {
                return number;
            }
        }
        return NONE;
    }
}
