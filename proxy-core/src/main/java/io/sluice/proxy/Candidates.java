package io.sluice.proxy;

import io.sluice.proxy.lookup.Member;
import java.util.List;
import java.util.OptionalInt;

/// The members that one session may be connected to.
sealed interface Candidates {

    List<Member> members();

    /// The default list, under a policy that goes by what sessions have left behind.
    record Shared(List<Member> members) implements Candidates {
        public Shared {
            members = List.copyOf(members);
        }
    }

    /// A list from which the client alone decides.
    ///
    /// @param kept the index kept for the client, if there is one
    /// @param keeps whether the choice is to be kept
    record Own(List<Member> members, OptionalInt kept, boolean keeps) implements Candidates {
        public Own {
            members = List.copyOf(members);
        }
    }
}
