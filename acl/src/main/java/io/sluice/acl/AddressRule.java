package io.sluice.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A pattern, perhaps negated, with the words it was written in and the place where it stands. Lists hold millions of
/// them, so the words are kept only where the pattern would not write itself like that.
public final class AddressRule {
    private final AddressPattern pattern;
    private final @Nullable String written;
    private final Origin origin;

    private AddressRule(String text, AddressPattern pattern, Origin origin) {
        this.pattern = pattern;
        this.written = pattern instanceof AddressPattern.Network network && network.isWritten(text) ? null : text;
        this.origin = origin;
    }

    /// Reads one rule: `all`, `none`, an address, `network/bits`, `1.2.3.`, a shell pattern, `.domain`, or a name; each
    /// but the first two may have `!` before it.
    public static AddressRule parse(String text, Origin origin) throws BadRule {
        boolean negated = text.startsWith("!");
        var pattern = PatternReader.read(negated ? text.substring(1) : text, text);
        if (negated && isWord(pattern)) {
            throw new BadRule(BadRule.Fault.NEGATED_WORD, text);
        }
        return new AddressRule(text, pattern, origin);
    }

    /// Reads the rules of one line: words, each of one rule or several with commas between.
    public static List<AddressRule> parseLine(List<String> words, Origin origin) throws BadRule {
        var rules = new ArrayList<AddressRule>();
        for (String word : words) {
            for (String text : word.indexOf(',') < 0 ? new String[] {word} : word.split(",", -1)) {
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
        return pattern.match(client) == (negated() ? AddressPattern.Match.DIFFERS : AddressPattern.Match.FITS);
    }

    /// Whether it takes the name of a client to decide.
    public boolean needsName() {
        return pattern instanceof AddressPattern.OfName;
    }

    /// Whether an index has to try it by itself: a shell pattern that means no network and no domain.
    public boolean isTriedAlone() {
        return switch (pattern) {
            case AddressPattern.AddressGlob glob -> glob.networks().isEmpty();
            case AddressPattern.NameGlob _ -> true;
            case AddressPattern.Everybody _,
                    AddressPattern.Nobody _,
                    AddressPattern.Network _,
                    AddressPattern.ExactName _,
                    AddressPattern.BelowDomain _ -> false;
        };
    }

    private static boolean isWord(AddressPattern pattern) {
        return pattern instanceof AddressPattern.Everybody || pattern instanceof AddressPattern.Nobody;
    }

    /// The words it was written in.
    public String text() {
        return written == null ? pattern.toString() : written;
    }

    public boolean negated() {
        return written != null && written.startsWith("!");
    }

    public AddressPattern pattern() {
        return pattern;
    }

    public Origin origin() {
        return origin;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRule rule && rule.text().equals(text()) && rule.origin.equals(origin);
    }

    @Override
    public int hashCode() {
        return Objects.hash(text(), origin);
    }

    @Override
    public String toString() {
        return text();
    }
}
