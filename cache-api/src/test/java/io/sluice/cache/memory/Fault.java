package io.sluice.cache.memory;

/// What may be wrong with a store, and the group of rules of the kit that finds it.
enum Fault {
    FORGETS_VALUES("Values"),
    TRIMS_ZEROS("Values"),
    KEEPS_ARRAYS("Values"),
    TAKES_LARGE_VALUES("Values"),
    CUTS_LARGE_VALUES("Values"),
    TAKES_EMPTY_FOR_ABSENT("Values"),
    TAKES_LONG_KEYS("Keys"),
    CUTS_KEYS("Keys"),
    KEYS_END_AT_NUL("Keys"),
    HAS_ONE_NAMESPACE("Namespaces"),
    CLEARS_NEIGHBOURS("Namespaces"),
    SHOWS_NEIGHBOURS("Namespaces"),
    IGNORES_THE_LIMIT("Namespaces"),
    DECLARES_TOO_LITTLE("Namespaces"),
    NEVER_EXPIRES("Expiring"),
    EXPIRES_EARLY("Expiring"),
    TAKES_LONG_TIMES_FOR_DATES("Expiring"),
    KEEPS_THE_OLD_EXPIRY("Expiring"),
    SHOWS_EXPIRED("Expiring"),
    PUTS_WHERE_THERE_IS_ONE("Conditions"),
    COMPARES_NOTHING("Conditions"),
    REVIVES_WHAT_IS_GONE("Conditions"),
    COUNTS_UNSIGNED("Counters"),
    OVERFLOWS("Counters"),
    COUNTS_WORDS("Counters"),
    LETS_TWO_WIN("Contention"),
    LOSES_UPDATES("Contention"),
    TEARS_VALUES("Contention"),
    HIDES_WRITES("Contention"),
    IGNORES_DEADLINES("Time"),
    SWALLOWS_INTERRUPTS("Time"),
    WAITS_WITHOUT_END("Time"),
    NEVER_GOES_DOWN("Losing"),
    STAYS_DOWN("Losing"),
    TELLS_TWICE("Losing"),
    THROWS_OF_ITS_OWN("Losing"),
    DOES_NOT_OPEN_ALONE("Losing"),
    LIVES_ON("Life"),
    BREAKS_ON_CLOSE("Life"),
    CLOSES_FOR_ALL("Life"),
    LEAKS_THREADS("Life"),
    COUNTS_WRONG("Life"),
    SHOWS_VALUES("Life"),
    LOSES_ORDER("Facets"),
    LETS_OTHERS_BETWEEN("Facets");

    final String group;

    Fault(String group) {
        this.group = group;
    }
}
