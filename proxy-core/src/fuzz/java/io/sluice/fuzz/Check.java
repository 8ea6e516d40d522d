package io.sluice.fuzz;

import java.util.Objects;

/// What must hold for all input.
public final class Check {
    private Check() {}

    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    public static void same(Object one, Object other, String what) {
        that(Objects.equals(one, other), what + ": " + one + " and " + other);
    }
}
