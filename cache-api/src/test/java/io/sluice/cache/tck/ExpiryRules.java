package io.sluice.cache.tck;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Entries end when they should: no earlier and no later than the store's resolution allows. There is nothing to await
/// but the clock, so all rules wait at once.
abstract class ExpiryRules extends Rules {
    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        RULES.put("anEntryIsThereUntilItsTimeAndNotAfterIt", ExpiryRule::anEntryIsThereUntilItsTimeAndNotAfterIt);
        RULES.put("everyOperationTakesAnExpiredEntryForAbsent", ExpiryRule::everyOperationTakesAnExpiredEntryForAbsent);
        RULES.put("anEntryWithoutExpiryStays", ExpiryRule::anEntryWithoutExpiryStays);
        RULES.put("longTimesAreNotMistakenForDates", ExpiryRule::longTimesAreNotMistakenForDates);
        RULES.put("eachWriteStartsTheTimeAnew", ExpiryRule::eachWriteStartsTheTimeAnew);
        RULES.put("comparedWritesHaveAnExpiryToo", ExpiryRule::comparedWritesHaveAnExpiryToo);
        RULES.put("aValuePutWhereThereIsNoneExpires", ExpiryRule::aValuePutWhereThereIsNoneExpires);
        RULES.put("aRefusedPutIfAbsentLeavesTheExpiryAlone", ExpiryRule::aRefusedPutIfAbsentLeavesTheExpiryAlone);
        RULES.put("addingKeepsTheExpiryOfACounter", ExpiryRule::addingKeepsTheExpiryOfACounter);
        RULES.put("otherReadersSeeThatItHasExpired", ExpiryRule::otherReadersSeeThatItHasExpired);
    }

    private interface Rule {
        void holds(ExpiryRule in) throws Exception;
    }

    ExpiryRules(CacheStoreKit kit) {
        super(kit);
    }

    @TestFactory
    List<DynamicTest> entriesEndWhenTheyShould() {
        var outcomes = new LinkedHashMap<String, Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RULES.forEach((name, rule) -> outcomes.put(name, threads.submit(() -> {
                var own = new ExpiryRule(kit);
                try {
                    own.openStore();
                    rule.holds(own);
                } finally {
                    own.closeStores();
                }
                return true;
            })));
        }
        var tests = new ArrayList<DynamicTest>();
        outcomes.forEach((name, outcome) -> tests.add(DynamicTest.dynamicTest(name, () -> {
            try {
                outcome.get();
            } catch (ExecutionException failure) {
                throw failure.getCause();
            }
        })));
        return tests;
    }
}
