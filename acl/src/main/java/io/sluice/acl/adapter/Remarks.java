package io.sluice.acl.adapter;

import io.sluice.acl.AddressPattern;
import io.sluice.acl.AddressRule;
import io.sluice.config.Position;
import io.sluice.config.Problem;
import io.sluice.config.Problem.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What is worth a warning about a rule that can be read: it will not do what its author seems to expect.
///
/// @param names whether the names of clients are looked up (`UseReverseDNS`)
/// @param ipv6 whether there are clients with IPv6 addresses (`UseIPv6`)
record Remarks(boolean names, boolean ipv6) {
    private static final int MOST_PATTERNS = 1000;
    private static final Pattern RANGE_OF_NUMBERS = Pattern.compile("\\[[^]]*([0-9]{2}-[0-9]|[0-9]-[0-9]{2})[^]]*]");

    List<Problem> on(AddressRule rule) {
        boolean isNetwork = rule.pattern() instanceof AddressPattern.Network;
        if (isNetwork && ipv6) {
            return List.of();
        }
        var found = new ArrayList<Problem>();
        var position = ClassDirectives.position(rule.origin());
        if (!names && rule.needsName()) {
            found.add(warning("'" + rule + "': a rule on names matches nobody while UseReverseDNS is off", position));
        }
        if (!ipv6 && rule.text().indexOf(':') >= 0) {
            found.add(warning(
                    "possibly using IPv6 match '" + rule
                            + "' when IPv6 support is disabled, which will not work as expected",
                    position));
        }
        if (!isNetwork && RANGE_OF_NUMBERS.matcher(rule.text()).find()) {
            found.add(warning("'" + rule + "': [] matches single characters, not numbers", position));
        }
        return found;
    }

    /// A warning of rules that are compared with a client one after the other, if there are many of them.
    static Optional<Problem> ofPatterns(String where, Stream<AddressRule> rules) {
        var alone = rules.filter(AddressRule::isTriedAlone).toList();
        return alone.size() <= MOST_PATTERNS
                ? Optional.empty()
                : Optional.of(warning(
                        alone.size() + " rules of " + where + " are shell patterns that mean no network or domain, so"
                                + " that a client is compared with each of them; networks, addresses and domains cost"
                                + " the same however many there are. The first over " + MOST_PATTERNS + " is '"
                                + alone.get(MOST_PATTERNS) + "'",
                        ClassDirectives.position(alone.get(MOST_PATTERNS).origin())));
    }

    static Problem warning(String text, Position position) {
        return new Problem(Severity.WARNING, position, "warning: " + text + " on " + position);
    }
}
