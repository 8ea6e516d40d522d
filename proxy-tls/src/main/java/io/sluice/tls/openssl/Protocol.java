package io.sluice.tls.openssl;

import java.util.Arrays;

/// A version of TLS.
public enum Protocol {
    /// RFC 2246.
    TLS_1_0(0x301, 26, "TLSv1"),
    /// RFC 4346.
    TLS_1_1(0x302, 28, "TLSv1.1"),
    /// RFC 5246.
    TLS_1_2(0x303, 27, "TLSv1.2"),
    /// RFC 8446.
    TLS_1_3(0x304, 29, "TLSv1.3");

    private final int number;
    private final int omission;
    private final String text;

    Protocol(int number, int omission, String text) {
        this.number = number;
        this.omission = omission;
        this.text = text;
    }

    /// On the wire.
    int number() {
        return number;
    }

    /// The option of OpenSSL that leaves this version out (`SSL_OP_NO_TLSv1` and the like).
    long omission() {
        return 1L << omission;
    }

    static Protocol of(int number) {
        return Arrays.stream(values())
                .filter(protocol -> protocol.number == number)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no version of TLS: " + number));
    }

    /// As Java and `TLSProtocol` write it.
    @Override
    public String toString() {
        return text;
    }
}
