package io.sluice.acl;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who may come from where: filters on what is known of an address, and what holds where none fits.
public record GeoRules(Policy policy, List<Filter> allow, List<Filter> deny) {
    public GeoRules {
        allow = List.copyOf(allow);
        deny = List.copyOf(deny);
    }

    public enum Policy {
        /// Refused is whom a filter denies and none allows.
        ALLOW_DENY,
        /// Refused is whom no filter allows.
        DENY_ALLOW
    }

    /// A pattern for one field.
    public record Pair(GeoField field, Expression pattern) {}

    /// Pairs that must all fit. What is not known fits nothing.
    public record Filter(String text, List<Pair> pairs, Origin origin) {
        public Filter {
            pairs = List.copyOf(pairs);
            if (pairs.isEmpty()) {
                throw new IllegalArgumentException("a filter has at least one pair");
            }
        }

        public Truth fits(Map<GeoField, String> facts) {
            var result = Truth.TRUE;
            for (var pair : pairs) {
                var value = facts.get(pair.field);
                switch (value == null ? Truth.FALSE : pair.pattern.foundIn(value)) {
                    case FALSE -> {
                        return Truth.FALSE;
                    }
                    case UNKNOWN -> result = Truth.UNKNOWN;
                    case TRUE -> {}
                }
            }
            return result;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /// What the rules say, and the filter that says so; by the policy where none fits.
    public sealed interface Outcome {
        record Allowed(Optional<Filter> by) implements Outcome {}

        record Refused(Optional<Filter> by) implements Outcome {}
    }

    public Outcome decide(Map<GeoField, String> facts) {
        var allowed = allow.stream()
                .filter(filter -> filter.fits(facts) == Truth.TRUE)
                .findFirst();
        if (allowed.isPresent()) {
            return new Outcome.Allowed(allowed);
        }
        var denied = deny.stream()
                .filter(filter -> filter.fits(facts) != Truth.FALSE)
                .findFirst();
        return denied.isPresent() || policy == Policy.DENY_ALLOW
                ? new Outcome.Refused(denied)
                : new Outcome.Allowed(Optional.empty());
    }
}
