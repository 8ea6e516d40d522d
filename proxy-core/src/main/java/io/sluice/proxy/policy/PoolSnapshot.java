package io.sluice.proxy.policy;

import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;

/// A pool as it stands for one choice, and for one client.
///
/// @param members one standing for each member, in the order of the configuration
/// @param lastUsed the index used last; `size - 1` before the first choice, so that the first session gets member 0
/// @param kept the index that a sticky policy has kept for the client
/// @param tried the indices this session has tried in vain, in the order of the attempts
/// @param lot a random number, any value of a long as likely as any other
public record PoolSnapshot(List<Standing> members, int lastUsed, OptionalInt kept, List<Integer> tried, long lot) {

    /// What is known of one member.
    ///
    /// @param connections how many sessions have it, or are being connected to it
    /// @param connectMillis how long the latest connection took, at least 1; empty before the first
    /// @param due whether its turn in the present round is still to come; at least one member of a pool is due
    public record Standing(int connections, OptionalInt connectMillis, boolean due) {
        /// A member that nothing is known of.
        public static final Standing NEW = new Standing(0, OptionalInt.empty(), true);
    }

    public PoolSnapshot {
        members = List.copyOf(members);
        tried = List.copyOf(tried);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a pool has at least one member");
        }
    }

    public int size() {
        return members.size();
    }

    /// Whether every member has failed this session before.
    public boolean allTried() {
        return tried.size() >= size();
    }

    /// The indices to choose from: those of members this session has not tried; once it has tried them all, all of them
    /// again.
    BitSet candidates() {
        var candidates = new BitSet(size());
        candidates.set(0, size());
        tried.subList(tried.size() / size() * size(), tried.size()).forEach(candidates::clear);
        return candidates;
    }
}
