package io.sluice.tls.openssl;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

/// Tests that need OpenSSL are left out, with a line, on machines without, unless `sluice.peers` is `required`.
final class OpenSslHere {
    private OpenSslHere() {}

    static void assume() {
        OpenSsl.hindrance().ifPresent(why -> {
            if ("required".equals(System.getProperty("sluice.peers"))) {
                fail("sluice.peers=required, and " + why);
            }
            System.err.println("left out: " + why);
            abort(why);
        });
    }
}
