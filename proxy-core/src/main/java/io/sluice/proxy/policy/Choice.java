package io.sluice.proxy.policy;

/// The member chosen, by its 0-based position in the pool, and why.
public record Choice(int index, Reason reason) {
    public enum Reason {
        ONLY_MEMBER("the only one"),
        NEXT_IN_TURN("next in turn"),
        /// Drawn from those whose turn in the round is still to come.
        DRAWN_FOR_THE_ROUND("drawn for the round"),
        DRAWN("drawn"),
        FEWEST_CONNECTIONS("fewest connections"),
        NOT_YET_MEASURED("not yet measured"),
        SHORTEST_RESPONSE("shortest response time"),
        BY_HASH("by hash"),
        /// Kept from an earlier session.
        STICKY("sticky"),
        /// The one the client belongs to has failed this session; the next one stands in for it.
        STANDS_IN("stands in"),
        /// Every member has failed this session before; they are tried again.
        ALL_TRIED("again, all have been tried");

        private final String words;

        Reason(String words) {
            this.words = words;
        }

        /// The reason as logs have it.
        public String words() {
            return words;
        }
    }
}
