package io.sluice.proxy.policy;

/// The member chosen, by its 0-based position in the pool, and why.
public record Choice(int index, Reason reason) {
    public enum Reason {
        NEXT_IN_TURN,
        ONLY_MEMBER,
        /// Every member has failed this session before; they are tried again in turn.
        ALL_TRIED
    }
}
