package io.sluice.cache.network;

/// What may be wrong with a store beyond a network, and the rule of the kit that finds it.
enum Flaw {
    USES_CONNECTIONS_THAT_TIMED_OUT("aSpoiltReplyIsNobodyElses SILENT", "aSpoiltReplyIsNobodyElses"),
    USES_CONNECTIONS_THAT_SPOKE_NONSENSE("aSpoiltReplyIsNobodyElses GARBAGE", "aSpoiltReplyIsNobodyElses"),
    TAKES_NONSENSE_FOR_NOTHING("aSpoiltReplyIsNobodyElses GARBAGE", "aSpoiltReplyIsNobodyElses"),
    TAKES_A_BROKEN_CONNECTION_FOR_NOTHING("aSpoiltReplyIsNobodyElses CUT", "aSpoiltReplyIsNobodyElses"),
    USES_HALF_OPEN_CONNECTIONS("halfOpenConnectionsAreLeft", "halfOpenConnectionsAreLeft"),
    LIMITS_EACH_READ("theStoreIsLostAndFound SLOW", "theStoreIsLostAndFound"),
    LETS_EXCEPTIONS_OUT("theStoreIsLostAndFound REFUSED", "theStoreIsLostAndFound"),
    STAYS_DOWN("theStoreIsLostAndFound REFUSED", "theStoreIsLostAndFound"),
    TELLS_EACH_FAILURE("theStoreIsLostAndFound CUT", "theStoreIsLostAndFound"),
    LEAVES_SOCKETS_OPEN("spoiltRepliesLeaveNothingBehind", "spoiltRepliesLeaveNothingBehind"),
    LEAVES_THREADS_RUNNING("spoiltRepliesLeaveNothingBehind", "spoiltRepliesLeaveNothingBehind"),
    CONNECTS_FOR_EVERYONE("manyCallersShareFewConnections", "manyCallersShareFewConnections");

    final String test;
    final String rule;

    Flaw(String test, String rule) {
        this.test = test;
        this.rule = rule;
    }
}
