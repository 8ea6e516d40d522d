package io.sluice.proxy.lookup;

/// Where the members for one user or one group come from: files, queries, or several of them one after the other.
@FunctionalInterface
public interface MemberSource {
    /// Has nothing for anybody.
    MemberSource NONE = _ -> new Found.NoEntry();

    /// Finds the members for a name as it stands now. Called where a session may wait; it may, and
    /// bounds that wait itself.
    Found find(String name);
}
