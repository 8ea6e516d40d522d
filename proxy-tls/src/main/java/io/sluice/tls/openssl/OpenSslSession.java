package io.sluice.tls.openssl;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/// A TLS session as it was when the handshake was over. Nothing in it is memory of the library; it outlives its engine.
public final class OpenSslSession implements SSLSession {
    private static final int SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP = 70;
    private static final int TLSEXT_NAMETYPE_HOST_NAME = 0;
    private static final int MILLIS = 1000;

    private final OpenSslEngine engine;
    private final Optional<Facts> facts;
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    private volatile boolean valid = true;
    private volatile long lastAccessed;

    private OpenSslSession(OpenSslEngine engine, Optional<Facts> facts) {
        this.engine = engine;
        this.facts = facts;
        lastAccessed = System.currentTimeMillis();
    }

    static OpenSslSession none(OpenSslEngine engine) {
        return new OpenSslSession(engine, Optional.empty());
    }

    static OpenSslSession of(OpenSslEngine engine) {
        return new OpenSslSession(engine, Optional.of(Facts.of(engine)));
    }

    /// Whether the connection has resumed it.
    public boolean isResumed() {
        return facts.filter(Facts::resumed).isPresent();
    }

    /// The suite by OpenSSL's name (`ECDHE-RSA-AES128-GCM-SHA256`), and empty without one.
    public String cipher() {
        return facts.map(Facts::cipher).orElse("");
    }

    /// The bits of the key of the suite.
    public int cipherBits() {
        return facts.map(Facts::bits).orElse(0);
    }

    /// The name that the client has asked for (SNI).
    public Optional<String> serverName() {
        return facts.map(Facts::serverName).filter(name -> !name.isEmpty());
    }

    /// When the TLS session ends: milliseconds since 1970.
    public long expiry() {
        return facts.map(Facts::expiry).orElse(0L);
    }

    Optional<byte[]> stapledResponse() {
        return facts.flatMap(Facts::stapled);
    }

    String applicationProtocol() {
        return facts.map(Facts::applicationProtocol).orElse("");
    }

    SessionMark mark() {
        return facts.map(Facts::mark).orElseGet(() -> new SessionMark("", ""));
    }

    boolean isOf(Protocol protocol) {
        return facts.filter(known -> known.protocol() == protocol).isPresent();
    }

    @Override
    public byte[] getId() {
        return HexFormat.of().parseHex(mark().id());
    }

    @Override
    public @Nullable SSLSessionContext getSessionContext() {
        return null;
    }

    @Override
    public long getCreationTime() {
        return facts.map(Facts::created).orElse(0L);
    }

    @Override
    public long getLastAccessedTime() {
        return lastAccessed;
    }

    /// Nobody can resume it any more, where the server keeps it. Tickets cannot be called back.
    @Override
    public void invalidate() {
        valid = false;
        engine.forgetSession();
    }

    @Override
    public boolean isValid() {
        return valid && facts.isPresent();
    }

    @Override
    public void putValue(String name, Object value) {
        lastAccessed = System.currentTimeMillis();
        values.put(name, value);
    }

    @Override
    public @Nullable Object getValue(String name) {
        return values.get(name);
    }

    @Override
    public void removeValue(String name) {
        values.remove(name);
    }

    @Override
    public String[] getValueNames() {
        return values.keySet().toArray(String[]::new);
    }

    @Override
    public Certificate[] getPeerCertificates() throws SSLPeerUnverifiedException {
        var chain = facts.map(Facts::peer).orElse(List.of());
        if (chain.isEmpty()) {
            throw new SSLPeerUnverifiedException("the peer has shown no certificate");
        }
        try {
            return Certificates.parsed(chain);
        } catch (CertificateException e) {
            throw new SSLPeerUnverifiedException("the certificate of the peer is none: " + e.getMessage());
        }
    }

    @Override
    public Certificate @Nullable [] getLocalCertificates() {
        var own = facts.map(Facts::own).orElse(List.of());
        try {
            return own.isEmpty() ? null : Certificates.parsed(own);
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Principal getPeerPrincipal() throws SSLPeerUnverifiedException {
        return ((X509Certificate) getPeerCertificates()[0]).getSubjectX500Principal();
    }

    @Override
    public @Nullable Principal getLocalPrincipal() {
        var own = getLocalCertificates();
        return own == null ? null : ((X509Certificate) own[0]).getSubjectX500Principal();
    }

    /// The suite by its standard name.
    @Override
    public String getCipherSuite() {
        return facts.map(Facts::suite).orElse("SSL_NULL_WITH_NULL_NULL");
    }

    @Override
    public String getProtocol() {
        return facts.map(Facts::protocol).map(Protocol::toString).orElse("NONE");
    }

    @Override
    public @Nullable String getPeerHost() {
        return engine.getPeerHost();
    }

    @Override
    public int getPeerPort() {
        return engine.getPeerPort();
    }

    @Override
    public int getPacketBufferSize() {
        return TlsRecord.RECEIVED;
    }

    @Override
    public int getApplicationBufferSize() {
        return TlsRecord.PLAIN;
    }

    /// What is asked of the library when the handshake is over. Certificates are DER texts.
    private record Facts(
            Protocol protocol,
            String suite,
            String cipher,
            int bits,
            boolean resumed,
            SessionMark mark,
            long created,
            long expiry,
            List<byte[]> peer,
            List<byte[]> own,
            String serverName,
            String applicationProtocol,
            Optional<byte[]> stapled) {

        static Facts of(OpenSslEngine engine) {
            var ssl = engine.connection().ssl();
            var session = Ssl.GET_SESSION.p(ssl);
            var cipher = Ssl.GET_CURRENT_CIPHER.p(ssl);
            long created = Ssl.SESSION_GET_TIME.l(session);
            return new Facts(
                    Protocol.of(Ssl.VERSION.i(ssl)),
                    Memory.text(Ssl.CIPHER_STANDARD_NAME.p(cipher)),
                    Memory.text(Ssl.CIPHER_GET_NAME.p(cipher)),
                    Ssl.CIPHER_GET_BITS.i(cipher, MemorySegment.NULL),
                    Ssl.SESSION_REUSED.i(ssl) == 1,
                    SessionMark.of(SessionUpcalls.id(session), ticketMark(session)),
                    created * MILLIS,
                    (created + Ssl.SESSION_GET_TIMEOUT.l(session)) * MILLIS,
                    peer(ssl, engine.getUseClientMode()),
                    own(ssl),
                    Memory.text(Ssl.GET_SERVERNAME.p(ssl, TLSEXT_NAMETYPE_HOST_NAME)),
                    applicationProtocol(ssl),
                    engine.getUseClientMode() ? stapled(ssl) : Optional.empty());
        }

        private static byte[] ticketMark(MemorySegment session) {
            try (var arena = Arena.ofConfined()) {
                var data = arena.allocate(ADDRESS);
                var length = arena.allocate(JAVA_LONG);
                Ssl.SESSION_GET0_TICKET_APPDATA.i(session, data, length);
                return Memory.bytes(data.get(ADDRESS, 0), length.get(JAVA_LONG, 0));
            }
        }

        /// The chain of a client is without its own certificate, on the side of the server.
        private static List<byte[]> peer(MemorySegment ssl, boolean client) {
            var leaf = Ssl.GET0_PEER_CERTIFICATE.p(ssl);
            var chain = Certificates.ders(Ssl.GET_PEER_CERT_CHAIN.p(ssl));
            if (Memory.isNull(leaf) || (client && !chain.isEmpty())) {
                return chain;
            }
            var whole = new ArrayList<byte[]>();
            whole.add(Certificates.der(leaf));
            whole.addAll(chain);
            return whole;
        }

        private static List<byte[]> own(MemorySegment ssl) {
            var certificate = Ssl.GET_CERTIFICATE.p(ssl);
            return Memory.isNull(certificate) ? List.of() : List.of(Certificates.der(certificate));
        }

        private static String applicationProtocol(MemorySegment ssl) {
            try (var arena = Arena.ofConfined()) {
                var name = arena.allocate(ADDRESS);
                var length = arena.allocate(JAVA_INT);
                Ssl.GET0_ALPN_SELECTED.v(ssl, name, length);
                return new String(
                        Memory.bytes(name.get(ADDRESS, 0), length.get(JAVA_INT, 0)), StandardCharsets.US_ASCII);
            }
        }

        private static Optional<byte[]> stapled(MemorySegment ssl) {
            try (var arena = Arena.ofConfined()) {
                var response = arena.allocate(ADDRESS);
                long length = Ssl.CTRL.l(ssl, SSL_CTRL_GET_TLSEXT_STATUS_REQ_OCSP_RESP, 0, response);
                return length > 0 ? Optional.of(Memory.bytes(response.get(ADDRESS, 0), length)) : Optional.empty();
            }
        }
    }
}
