package io.sluice.cache.tck;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Connections that break, and servers that say nothing, too little, or nonsense: each call ends in time with a failure
/// that has a kind, the log is told once, the store is found again by itself, and no reply reaches whom it is not for.
/// Faults are tried at once, each with a store and a proxy of its own.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FaultRules {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int SPARE = 10;

    private final NetworkStoreKit kit;

    FaultRules(NetworkStoreKit kit) {
        this.kit = kit;
    }

    @TestFactory
    List<DynamicTest> theStoreIsLostAndFound() {
        var rules = new LinkedHashMap<String, Callable<?>>();
        for (FaultProxy.Fault fault : FaultProxy.Fault.values()) {
            rules.put("theStoreIsLostAndFound " + fault, tried(in -> in.theStoreIsLostAndFound(fault)));
        }
        return Rules.atOnce(rules);
    }

    @TestFactory
    List<DynamicTest> aSpoiltReplyIsNobodyElses() {
        var rules = new LinkedHashMap<String, Callable<?>>();
        for (FaultProxy.Fault fault : FaultProxy.Fault.values()) {
            if (fault != FaultProxy.Fault.REFUSED) {
                rules.put("aSpoiltReplyIsNobodyElses " + fault, tried(in -> in.aSpoiltReplyIsNobodyElses(fault)));
            }
        }
        return Rules.atOnce(rules);
    }

    @Test
    void manyCallersShareFewConnections() throws Exception {
        FaultRule.holds(kit, FaultRule::manyCallersShareFewConnections);
    }

    @Test
    void halfOpenConnectionsAreLeft() throws Exception {
        FaultRule.holds(kit, FaultRule::halfOpenConnectionsAreLeft);
    }

    @Test
    void spoiltRepliesLeaveNothingBehind() throws Exception {
        FaultRule.holds(kit, in -> {
            spoil(in, 20);
            int threads = Thread.getAllStackTraces().size();
            long files = Rules.openFiles();
            spoil(in, kit.faultCycles());

            Rules.await(
                    GRACE,
                    () -> Thread.getAllStackTraces().size() <= threads + SPARE
                            && Rules.openFiles() <= files + SPARE
                            && in.proxy.open() <= kit.mostConnections(),
                    () -> "threads " + threads + " then "
                            + Thread.getAllStackTraces().size() + ", files " + files + " then " + Rules.openFiles()
                            + ", connections " + in.proxy.open());
        });
    }

    private static void spoil(FaultRule in, int times) throws Exception {
        for (int cycle = 0; cycle < times; cycle++) {
            int key = cycle % FaultRule.KEYS;
            switch (cycle % 5) {
                case 0 -> in.proxy.reset();
                case 1 -> in.proxy.next(FaultProxy.Fault.CUT);
                case 2 -> in.proxy.next(FaultProxy.Fault.SILENT);
                case 3 -> in.proxy.next(FaultProxy.Fault.GARBAGE);
                default -> in.proxy.next(FaultProxy.Fault.SLOW);
            }
            in.assertEndsInTime(key, "before", SHORT);
            in.proxy.pass();
            in.awaitUp();
            // A call that had no time to try a connection has not seen that all were reset.
            in.awaitHolds(key);
        }
    }

    private Callable<Boolean> tried(FaultRule.Rule rule) {
        return () -> {
            FaultRule.holds(kit, rule);
            return true;
        };
    }
}
