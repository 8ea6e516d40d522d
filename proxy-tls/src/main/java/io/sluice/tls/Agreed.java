package io.sluice.tls;

import io.sluice.tls.suites.CipherSuite;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;

/// What a handshake has agreed on.
///
/// @param version `TLSv1.3` …
/// @param cipher what OpenSSL calls the suite
/// @param bits the size of its keys; 0 where the suite is unknown
/// @param sessionId in upper-case hexadecimal digits
record Agreed(String version, String cipher, int bits, boolean resumed, String sessionId) {

    /// What an engine has agreed on. The version is judged by the suite: Conscrypt calls sessions of TLS 1.3 by its
    /// predecessor's name.
    static Agreed by(SSLEngine engine, boolean resumed) {
        var session = engine.getSession();
        var suite = CipherSuite.ofStandardName(session.getCipherSuite());
        return new Agreed(
                suite.filter(CipherSuite::isOfTls13).map(CipherSuite::protocol).orElseGet(session::getProtocol),
                CipherSuite.openSslName(session.getCipherSuite()),
                suite.map(CipherSuite::bits).orElse(0),
                resumed,
                HexFormat.of().withUpperCase().formatHex(session.getId()));
    }

    /// `ECDHE-RSA-AES128-GCM-SHA256 (128 bits, resumed session)`.
    String cipherAndBits() {
        return cipher + " (" + bits + " bits" + (resumed ? ", resumed session" : "") + ")";
    }
}
