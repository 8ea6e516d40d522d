package io.sluice.tls;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/// What a test needs and this machine has not.
public final class Missing {
    private Missing() {}

    /// Leaves the test out, with a line, unless the system property `sluice.peers` is `required`.
    public static <T> T leavesOut(String why) {
        if ("required".equals(System.getProperty("sluice.peers"))) {
            fail("sluice.peers=required, and " + why);
        }
        System.err.println("left out: " + why);
        return abort(why);
    }
}
