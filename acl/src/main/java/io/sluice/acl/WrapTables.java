package io.sluice.acl;

import io.sluice.acl.WrapTable.Hit;
import io.sluice.acl.WrapTable.Ruling;
import java.util.Optional;

/// Two tables that decide together: whom the first fits is allowed, else whom the second fits is refused, else
/// everybody is allowed. A line with a ruling of its own decides by that.
public record WrapTables(Source allow, Source deny) {

    /// A table, or why there is none.
    public sealed interface Source {
        record Opened(WrapTable table) implements Source {}

        record Missing(String why) implements Source {}
    }

    /// What to do about clients whom a table would refuse that cannot be read.
    public enum Unread {
        FAILS_OPEN,
        FAILS_CLOSED
    }

    /// What the tables say, and the line that says so.
    public sealed interface Verdict {
        /// Without a line if none fits.
        record Allowed(Optional<Hit> by) implements Verdict {}

        record Refused(Hit by) implements Verdict {}

        /// Nobody can tell, since the table of those to refuse cannot be read.
        record Undecidable(String why) implements Verdict {}
    }

    /// Whether it takes the names that do not resolve back to tell who fits.
    public boolean asksForMisnamed() {
        return asks(allow) || asks(deny);
    }

    private static boolean asks(Source source) {
        return source instanceof Source.Opened(var table) && table.asksForMisnamed();
    }

    public Verdict decide(String service, Client local, WrapClient client, Unread unread) {
        var allowed = find(allow, service, local, client);
        if (allowed.isPresent()) {
            return verdict(allowed.get(), Ruling.ALLOW);
        }
        if (deny instanceof Source.Missing(var why) && unread == Unread.FAILS_CLOSED) {
            return new Verdict.Undecidable(why);
        }
        return find(deny, service, local, client)
                .map(hit -> verdict(hit, Ruling.DENY))
                .orElseGet(() -> new Verdict.Allowed(Optional.empty()));
    }

    private static Verdict verdict(Hit hit, Ruling ofTable) {
        return switch (hit.ruling().orElse(ofTable)) {
            case ALLOW -> new Verdict.Allowed(Optional.of(hit));
            case DENY -> new Verdict.Refused(hit);
        };
    }

    private static Optional<Hit> find(Source source, String service, Client local, WrapClient client) {
        return switch (source) {
            case Source.Opened(var table) -> table.find(service, local, client);
            case Source.Missing _ -> Optional.empty();
        };
    }
}
