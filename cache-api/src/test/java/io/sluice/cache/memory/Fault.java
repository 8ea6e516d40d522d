package io.sluice.cache.memory;

/// What may be wrong with a store, and the rule of the kit that finds it.
enum Fault {
    FORGETS_VALUES("Values", "aValueIsReadAsItWasPut"),
    TRIMS_ZEROS("Values", "zerosAndBlanksAtTheEndStay"),
    KEEPS_ARRAYS("Values", "whatTheCallerDoesWithItsArraysLaterChangesNothing"),
    TAKES_LARGE_VALUES("Values", "aValueThatIsTooLargeIsRefusedAndTouchesNothing"),
    CUTS_LARGE_VALUES("Values", "theLargestValueComesBack"),
    TAKES_EMPTY_FOR_ABSENT("Values", "anEmptyValueIsAValue"),
    TAKES_LONG_KEYS("Keys", "anEmptyOrTooLongKeyIsRefused"),
    CUTS_KEYS("Keys", "longKeysAreTakenWhole"),
    KEYS_END_AT_NUL("Keys", "keysThatDifferInOneByteAreDifferent"),
    HAS_ONE_NAMESPACE("Namespaces", "equalKeysOfTwoNamespacesAreIndependent"),
    CLEARS_NEIGHBOURS("Namespaces", "clearingTakesAllOfOneNamespaceAndNothingElse"),
    SHOWS_NEIGHBOURS("Namespaces", "aVisitorSeesEachEntryOnce"),
    IGNORES_THE_LIMIT("Namespaces", "aVisitIsEndedByItsLimitOrTheVisitor"),
    SHOWS_ONE_AT_LEAST("Namespaces", "aVisitIsEndedByItsLimitOrTheVisitor"),
    COUNTS_ONE_SHOWN_LESS("Namespaces", "aVisitIsEndedByItsLimitOrTheVisitor"),
    CLEARS_ITS_OWN_WRITES_ALONE("Namespaces", "clearingTakesWhatOthersPutThere"),
    DECLARES_TOO_LITTLE("Namespaces", "whatAStoreDoesNotDeclareIsUnsupported"),
    NEVER_EXPIRES("Expiring", "anEntryIsThereUntilItsTimeAndNotAfterIt"),
    EXPIRES_EARLY("Expiring", "anEntryIsThereUntilItsTimeAndNotAfterIt"),
    TAKES_LONG_TIMES_FOR_DATES("Expiring", "longTimesAreNotMistakenForDates"),
    KEEPS_THE_OLD_EXPIRY("Expiring", "eachWriteStartsTheTimeAnew"),
    EXTENDS_WHAT_IS_READ("Expiring", "anEntryIsThereUntilItsTimeAndNotAfterIt"),
    EXTENDS_WHAT_IS_COMPARED("Expiring", "aRefusedCompareAndSetLeavesTheExpiryAlone"),
    FORGETS_THE_END_OF_COUNTERS("Expiring", "addingKeepsTheExpiryOfACounter"),
    SHOWS_EXPIRED("Expiring", "everyOperationTakesAnExpiredEntryForAbsent"),
    PUTS_WHERE_THERE_IS_ONE("Conditions", "aValueIsNotPutWhereThereIsOne"),
    COMPARES_NOTHING("Conditions", "aChangedValueIsNotReplacedNorRemoved"),
    NUMBERS_WRITES_ANEW("Conditions", "aValueThatWasRemovedAndPutAgainIsAnother"),
    REVIVES_WHAT_IS_GONE("Conditions", "aValueThatIsGoneIsNotReplaced"),
    COUNTS_UNSIGNED("Counters", "aCounterIsReadAsDecimalDigits"),
    OVERFLOWS("Counters", "aSumThatDoesNotFitIsRefusedAndTouchesNothing"),
    COUNTS_WORDS("Counters", "whatIsNoNumberIsCorruptAndStays"),
    LETS_TWO_WIN("Contention", "ofManyWhoPutWhereThereIsNoneOneWins"),
    LOSES_UPDATES("Contention", "countingByCompareAndSetLosesNothing"),
    TEARS_VALUES("Contention", "aValueIsNeverSeenInParts"),
    HIDES_WRITES("Contention", "whatWasWrittenIsSeenElsewhereAtOnce"),
    IGNORES_DEADLINES("Time", "withoutTimeNothingIsDone"),
    SWALLOWS_INTERRUPTS("Time", "anInterruptedCallerIsToldSoAndStaysInterrupted"),
    WAITS_WITHOUT_END("Time", "aSilentStoreHoldsNobodyBeyondTheDeadline"),
    NEVER_GOES_DOWN("Losing", "aLostStoreGoesDownFailsAtOnceAndComesBack"),
    STAYS_DOWN("Losing", "aStoreOpensWhileItsPlaceIsAway"),
    TELLS_TWICE("Losing", "manyCallersTellOfOneLossOnce"),
    THROWS_OF_ITS_OWN("Losing", "aLostStoreGoesDownFailsAtOnceAndComesBack"),
    DOES_NOT_OPEN_ALONE("Losing", "aStoreOpensWhileItsPlaceIsAway"),
    LIVES_ON("Life", "aClosedStoreAnswersClosed"),
    BREAKS_ON_CLOSE("Life", "aClosedStoreAnswersClosed"),
    CLOSES_FOR_ALL("Life", "anotherStoreOnTheSamePlaceLivesOn"),
    LEAKS_THREADS("Life", "openingAndClosingLeavesNothingBehind"),
    COUNTS_WRONG("Life", "statisticsCountWhatWasDone"),
    COUNTS_NO_CONDITIONS("Life", "statisticsCountConditionsToo"),
    SHOWS_VALUES("Life", "noTextShowsAByteOfAValue"),
    LOSES_ORDER("Facets", "valuesAreAppendedInTheirOrder"),
    LETS_OTHERS_BETWEEN("Facets", "appendingByManyLosesNothing"),
    PUTS_HASHES_WHERE_THERE_IS_ONE("Facets", "ofManyWhoPutAHashOneWins"),
    KEEPS_OLD_FIELDS("Facets", "aHashTakesThePlaceOfAnother");

    final String group;
    final String rule;

    Fault(String group, String rule) {
        this.group = group;
        this.rule = rule;
    }
}
