package io.sluice.tls.openssl;

import io.sluice.peers.Program;

/// The library of OpenSSL, which not every machine has.
public final class OpenSslHere {
    private OpenSslHere() {}

    public static void assume() {
        OpenSsl.hindrance().ifPresent(Program::missing);
    }
}
