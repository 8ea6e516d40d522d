package io.sluice.proxy.policy;

import java.util.Set;

/// A pool as it stands for one choice: how many members, the index used last (`size - 1` before the first choice, so
/// that the first session gets member 0), and the members this session has tried in vain.
public record PoolSnapshot(int size, int lastUsed, Set<Integer> tried) {
    public PoolSnapshot {
        tried = Set.copyOf(tried);
        if (size < 1) {
            throw new IllegalArgumentException("a pool has at least one member");
        }
    }
}
