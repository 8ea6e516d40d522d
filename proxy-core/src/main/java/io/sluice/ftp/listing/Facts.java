package io.sluice.ftp.listing;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Which facts a client wants to see (RFC 3659 §7.9).
public record Facts(Set<Fact> wanted) {
    /// Every fact there is: what a client gets that has not asked.
    public static final Facts ALL = new Facts(EnumSet.allOf(Fact.class));

    private static final String MLST = "MLST";

    public Facts {
        wanted = wanted.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(wanted));
    }

    /// The facts that the argument of an `OPTS MLST fact;fact;` asks for, unless it is about something else. Facts that
    /// are not known are passed over, and so is what no `;` ends.
    public static Optional<Facts> requested(String argument) {
        var text = argument.strip();
        if (!text.regionMatches(true, 0, MLST, 0, MLST.length())) {
            return Optional.empty();
        }
        var list = text.substring(MLST.length());
        if (!list.isEmpty() && list.charAt(0) != ' ') {
            return Optional.empty();
        }
        var wanted = EnumSet.noneOf(Fact.class);
        int from = 0;
        for (int end = list.indexOf(';'); end >= 0; end = list.indexOf(';', from)) {
            var word = list.substring(from, end).strip();
            for (Fact fact : Fact.values()) {
                if (fact.word().equalsIgnoreCase(word)) {
                    wanted.add(fact);
                }
            }
            from = end + 1;
        }
        return Optional.of(new Facts(wanted));
    }

    /// What `FEAT` says of `MLST`: all facts, those that are sent with a `*` (RFC 3659 §7.8).
    public String feature() {
        var text = new StringBuilder();
        for (Fact fact : Fact.values()) {
            text.append(fact.word()).append(wanted.contains(fact) ? "*;" : ";");
        }
        return text.toString();
    }
}
