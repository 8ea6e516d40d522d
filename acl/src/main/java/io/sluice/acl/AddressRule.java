package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;

/// A pattern, perhaps negated, with the words it was written in and the place where it stands.
public record AddressRule(String text, boolean negated, AddressPattern pattern, Origin origin) {

    /// Reads one rule: `all`, `none`, an address, `network/bits`, `1.2.3.`, a shell pattern, `.domain`, or a name; each
    /// but the first two may have `!` before it.
    public static AddressRule parse(String text, Origin origin) throws BadRule {
        boolean negated = text.startsWith("!");
        var pattern = PatternReader.read(negated ? text.substring(1) : text, text);
        if (negated && isWord(pattern)) {
            throw new BadRule(BadRule.Fault.NEGATED_WORD, text);
        }
        return new AddressRule(text, negated, pattern, origin);
    }

    /// Reads the rules of one line: words, each of one rule or several with commas between.
    public static List<AddressRule> parseLine(List<String> words, Origin origin) throws BadRule {
        var rules = new ArrayList<AddressRule>();
        for (String word : words) {
            for (String text : word.split(",", -1)) {
                if (text.isEmpty()) {
                    continue;
                }
                var rule = parse(text, origin);
                if (isWord(rule.pattern) && !rules.isEmpty()) {
                    throw new BadRule(BadRule.Fault.WORD_NOT_FIRST, text);
                }
                rules.add(rule);
            }
        }
        if (rules.isEmpty()) {
            throw new BadRule(BadRule.Fault.NO_RULE, String.join(" ", words));
        }
        return List.copyOf(rules);
    }

    /// Whether the rule is true of a client. A rule on names is true of nobody, negated or not, where the name was not
    /// asked for.
    public boolean holds(Client client) {
        return pattern.match(client) == (negated ? AddressPattern.Match.DIFFERS : AddressPattern.Match.FITS);
    }

    /// Whether it takes the name of a client to decide.
    public boolean needsName() {
        return pattern instanceof AddressPattern.OfName;
    }

    private static boolean isWord(AddressPattern pattern) {
        return pattern instanceof AddressPattern.Everybody || pattern instanceof AddressPattern.Nobody;
    }

    @Override
    public String toString() {
        return text;
    }
}
