package io.sluice.acl;

import io.sluice.acl.LimitTable.Outcome;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/// What limits say to one subject about its commands. It is found out once for each list of sections, but for those
/// with rules on the argument, which are asked every time. For one thread at a time.
public final class SubjectLimits {
    private final Subject subject;

    /// By the lists of a [LimitTable], each of which exists once; empty where the argument counts.
    private final IdentityHashMap<List<Limit>, Optional<Outcome>> found = new IdentityHashMap<>();

    public SubjectLimits(Subject subject) {
        this.subject = subject;
    }

    /// Whether the subject may use a command.
    ///
    /// @param sections those of the command, by [LimitTable#of]
    public Outcome command(List<Limit> sections, String argument) {
        var known = found.get(sections);
        if (known != null && known.isPresent()) {
            return known.get();
        }
        var outcome = LimitTable.command(sections, argument, subject);
        if (known == null) {
            boolean argumentCounts = sections.stream().anyMatch(Limit::looksAtArguments);
            found.put(sections, argumentCounts ? Optional.empty() : Optional.of(outcome));
        }
        return outcome;
    }
}
