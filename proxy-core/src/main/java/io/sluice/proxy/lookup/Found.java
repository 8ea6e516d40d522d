package io.sluice.proxy.lookup;

import java.util.List;

/// What a look-up by name came to. That there is nothing for a name is another thing than not knowing.
public sealed interface Found {

    /// The members, in the order of their sources; at least one.
    record Members(List<Member> members) implements Found {
        public Members {
            members = List.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("no members: that is NoEntry");
            }
        }
    }

    /// The sources were asked, and have nothing for the name.
    record NoEntry() implements Found {}

    /// The sources could not be asked.
    record Failed(String why) implements Found {}
}
