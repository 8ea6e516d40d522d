package io.sluice.cache.tck;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Entries end when they should: no earlier and no later than the store's resolution allows. There is nothing to await
/// but the clock, so all rules wait at once.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ExpiryRules {
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
        RULES.put("aRefusedCompareAndSetLeavesTheExpiryAlone", ExpiryRule::aRefusedCompareAndSetLeavesTheExpiryAlone);
        RULES.put("addingKeepsTheExpiryOfACounter", ExpiryRule::addingKeepsTheExpiryOfACounter);
        RULES.put("otherReadersSeeThatItHasExpired", ExpiryRule::otherReadersSeeThatItHasExpired);
    }

    private interface Rule {
        void holds(ExpiryRule in) throws Exception;
    }

    private final CacheStoreKit kit;

    ExpiryRules(CacheStoreKit kit) {
        this.kit = kit;
    }

    @TestFactory
    List<DynamicTest> entriesEndWhenTheyShould() {
        var rules = new LinkedHashMap<String, Callable<?>>();
        RULES.forEach((name, rule) -> rules.put(name, () -> {
            var own = new ExpiryRule(kit);
            try {
                own.openStore();
                rule.holds(own);
            } finally {
                own.closeStores();
            }
            return true;
        }));
        return Rules.atOnce(rules);
    }
}
