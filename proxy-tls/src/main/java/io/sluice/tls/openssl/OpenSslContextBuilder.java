package io.sluice.tls.openssl;

import io.sluice.tls.session.SessionStore;
import io.sluice.tls.session.TicketKeys;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.X509TrustManager;

/// Makes an [OpenSslContext]. Each value is given to OpenSSL at once, and what it does not take is an
/// [OpenSslException] that names it. Without further words: TLS 1.2 and 1.3, OpenSSL's ciphers and groups, security
/// level 1, no renegotiation.
public final class OpenSslContextBuilder {
    private static final int SSL_CTRL_MODE = 33;
    private static final int SSL_CTRL_SET_SESS_CACHE_SIZE = 42;
    private static final int SSL_CTRL_SET_SESS_CACHE_MODE = 44;
    private static final int SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB = 63;
    private static final int SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE = 65;
    private static final int SSL_CTRL_SET_GROUPS_LIST = 92;
    private static final int SSL_CTRL_SET_DH_AUTO = 118;
    private static final int SSL_CTRL_SET_MIN_PROTO_VERSION = 123;
    private static final int SSL_CTRL_SET_MAX_PROTO_VERSION = 124;

    private static final long SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER = 2;
    private static final long SSL_MODE_RELEASE_BUFFERS = 0x10;

    private static final long SSL_OP_LEGACY_SERVER_CONNECT = 1L << 2;
    private static final long SSL_OP_ALLOW_CLIENT_RENEGOTIATION = 1L << 8;
    private static final long SSL_OP_NO_TICKET = 1L << 14;
    private static final long SSL_OP_CIPHER_SERVER_PREFERENCE = 1L << 22;
    private static final long SSL_OP_NO_RENEGOTIATION = 1L << 30;

    private static final long SSL_SESS_CACHE_OFF = 0;
    private static final long SSL_SESS_CACHE_CLIENT = 1;
    private static final long SSL_SESS_CACHE_SERVER = 2;
    private static final long SSL_SESS_CACHE_NO_INTERNAL = 0x300;

    private static final int TLSEXT_STATUSTYPE_OCSP = 1;
    private static final int EVP_PKEY_DH = 28;
    private static final int SESSIONS_IN_PROCESS = 20_480;

    /// Without any, TLS sessions of clients with certificates could not be resumed.
    private static final byte[] ANY_SERVER = {0};

    private final ContextHandle handle = ContextHandle.open();
    private final MemorySegment context = handle.pointer();
    private final Hooks hooks = new Hooks();
    private Set<Protocol> protocols = EnumSet.of(Protocol.TLS_1_2, Protocol.TLS_1_3);

    private OpenSslContextBuilder(boolean server) {
        hooks.server = server;
        control(SSL_CTRL_MODE, SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
        var mode = server ? SSL_SESS_CACHE_SERVER : SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL;
        control(SSL_CTRL_SET_SESS_CACHE_MODE, mode);
        control(SSL_CTRL_SET_SESS_CACHE_SIZE, SESSIONS_IN_PROCESS);
        if (server) {
            control(SSL_CTRL_SET_DH_AUTO, 1);
            sessionContext(ANY_SERVER);
            Ssl.CTX_SET_SESSION_TICKET_CB.i(context, Upcalls.MARK_TICKET, MemorySegment.NULL, MemorySegment.NULL);
        } else {
            Ssl.CTX_SET_CERT_VERIFY_CALLBACK.v(context, Upcalls.VERIFY, MemorySegment.NULL);
        }
        Ssl.CTX_SESS_SET_NEW_CB.v(context, Upcalls.NEW_SESSION);
    }

    static OpenSslContextBuilder server() {
        return new OpenSslContextBuilder(true);
    }

    static OpenSslContextBuilder client() {
        return new OpenSslContextBuilder(false);
    }

    /// A key and its certificate, which is followed by those of its chain. Called once for each type of key.
    public OpenSslContextBuilder credential(PrivateKey key, List<X509Certificate> chain) {
        var name = chain.getFirst().getSubjectX500Principal().getName();
        var made = new ArrayList<MemorySegment>();
        var rest = Crypto.SK_NEW_NULL.p();
        var secret = Memory.object(Crypto.D2I_AUTO_PRIVATE_KEY, key.getEncoded());
        try {
            Errors.check(!Memory.isNull(secret), "private key of " + name);
            for (var certificate : chain) {
                made.add(Certificates.made(certificate));
            }
            made.stream().skip(1).forEach(link -> Crypto.SK_PUSH.i(rest, link));
            Errors.check(
                    Ssl.CTX_USE_CERT_AND_KEY.i(context, made.getFirst(), secret, rest, 1) == 1,
                    "certificate and private key of " + name);
        } finally {
            Crypto.EVP_PKEY_FREE.v(secret);
            Crypto.SK_FREE.v(rest);
            made.forEach(Crypto.X509_FREE::v);
        }
        return this;
    }

    /// Exactly these versions; gaps are allowed (`TLSProtocol`).
    public OpenSslContextBuilder protocols(Set<Protocol> protocols) {
        if (protocols.isEmpty()) {
            throw new IllegalArgumentException("no version of TLS is left");
        }
        this.protocols = EnumSet.copyOf(protocols);
        return this;
    }

    /// The cipher list for TLS 1.2 and older, in OpenSSL's language (`TLSCipherSuite`).
    public OpenSslContextBuilder ciphers(String list) {
        Errors.clear();
        Errors.check(
                Memory.withText(list, text -> Ssl.CTX_SET_CIPHER_LIST.i(context, text)) == 1,
                "unable to use ciphersuite '" + list + "'");
        return this;
    }

    /// The suites of TLS 1.3, with colons between.
    public OpenSslContextBuilder ciphersuites(String list) {
        Errors.clear();
        Errors.check(
                Memory.withText(list, text -> Ssl.CTX_SET_CIPHERSUITES.i(context, text)) == 1,
                "unable to use ciphersuite '" + list + "'");
        return this;
    }

    /// The groups for key exchange, with colons between (`TLSECDHCurve`).
    public OpenSslContextBuilder groups(String list) {
        Errors.clear();
        Errors.check(
                Memory.withText(list, text -> (int) Ssl.CTX_CTRL.l(context, SSL_CTRL_SET_GROUPS_LIST, 0, text)) == 1,
                "unable to use curves '" + list + "'");
        return this;
    }

    /// Own parameters for DHE, the DER text of PKCS #3, in place of OpenSSL's (`TLSDHParamFile`).
    public OpenSslContextBuilder dhParameters(byte[] der) {
        Errors.clear();
        try (var arena = Arena.ofConfined()) {
            var parameters = Crypto.D2I_KEY_PARAMS.p(
                    EVP_PKEY_DH, MemorySegment.NULL, Memory.pointerTo(arena, Memory.copy(arena, der)), der.length);
            Errors.check(!Memory.isNull(parameters), "DH parameters");
            if (Ssl.CTX_SET0_TMP_DH_PKEY.i(context, parameters) != 1) {
                Crypto.EVP_PKEY_FREE.v(parameters);
                throw new OpenSslException("DH parameters", Errors.take());
            }
        }
        return this;
    }

    /// From 0, which allows everything, to 5 (`SSL_CTX_set_security_level`). TLS 1.0 and 1.1 need 0. A client of level
    /// 0 also talks to servers without secure renegotiation.
    public OpenSslContextBuilder securityLevel(int level) {
        Ssl.CTX_SET_SECURITY_LEVEL.v(context, level);
        if (level == 0 && !hooks.server) {
            option(SSL_OP_LEGACY_SERVER_CONNECT);
        }
        return this;
    }

    /// The order of a server wins over that of its clients (`TLSServerCipherPreference`).
    public OpenSslContextBuilder serverPreference() {
        option(SSL_OP_CIPHER_SERVER_PREFERENCE);
        return this;
    }

    /// Clients may renegotiate, up to TLS 1.2 (`TLSOptions AllowClientRenegotiations`).
    public OpenSslContextBuilder clientRenegotiation() {
        option(SSL_OP_ALLOW_CLIENT_RENEGOTIATION);
        hooks.renegotiation = true;
        return this;
    }

    /// Clients are asked for a certificate, which the trust manager judges. The names of the authorities go with the
    /// question. The trust manager is called inside handshakes, with a native frame on the stack.
    public OpenSslContextBuilder clientCertificate(
            ClientCertificate asked, X509TrustManager trust, Collection<X509Certificate> authorities) {
        verify(asked.mode(), trust);
        for (var authority : authorities) {
            var made = Certificates.made(authority);
            Ssl.CTX_ADD_CLIENT_CA.i(context, made);
            Crypto.X509_FREE.v(made);
        }
        return this;
    }

    /// Certificates of servers are judged by this trust manager. Without one, every certificate will do, but for its
    /// name where that is checked.
    public OpenSslContextBuilder trust(X509TrustManager trust) {
        verify(ClientCertificate.NEEDED.mode(), trust);
        return this;
    }

    /// TLS sessions are good for servers with the same 1 to 32 bytes only; those without such bytes have the same.
    public OpenSslContextBuilder sessionContext(byte[] id) {
        try (var arena = Arena.ofConfined()) {
            Errors.check(
                    Ssl.CTX_SET_SESSION_ID_CONTEXT.i(context, Memory.copy(arena, id), id.length) == 1,
                    "session id context");
        }
        return this;
    }

    /// How long TLS sessions, and tickets, are good for; in whole seconds.
    public OpenSslContextBuilder sessionTimeout(Duration timeout) {
        Ssl.CTX_SET_TIMEOUT.l(context, timeout.toSeconds());
        return this;
    }

    /// TLS sessions with ids are kept in a store, and nowhere else. Without one, the process keeps 20,480 of them.
    public OpenSslContextBuilder sessions(SessionStore store) {
        hooks.sessions = Optional.of(store);
        control(SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
        Ssl.CTX_SESS_SET_GET_CB.v(context, Upcalls.GET_SESSION);
        Ssl.CTX_SESS_SET_REMOVE_CB.v(context, Upcalls.REMOVE_SESSION);
        return this;
    }

    /// TLS sessions with ids are not kept (`TLSSessionCache off`).
    public OpenSslContextBuilder noSessions() {
        control(SSL_CTRL_SET_SESS_CACHE_MODE, SSL_SESS_CACHE_OFF);
        return this;
    }

    /// No tickets for TLS 1.2 (`TLSSessionTickets off`). Those of TLS 1.3 are ids of sessions that the server keeps.
    public OpenSslContextBuilder noTickets() {
        option(SSL_OP_NO_TICKET);
        hooks.tickets = false;
        return this;
    }

    /// Tickets are made with these keys; without them, with keys that only this context knows.
    public OpenSslContextBuilder ticketKeys(TicketKeys keys) {
        hooks.ticketKeys = Optional.of(keys);
        Ssl.CTX_SET_TICKET_KEY_CB.i(context, Upcalls.TICKET_KEY);
        return this;
    }

    /// Clients may prove that they know a key instead of being shown a certificate (`TLSPreSharedKey`).
    public OpenSslContextBuilder preSharedKeys(PreSharedKeys keys) {
        hooks.serverKeys = Optional.of(keys);
        Ssl.CTX_SET_PSK_SERVER_CALLBACK.v(context, Upcalls.SERVER_KEY);
        return this;
    }

    /// The key that a client shares with its servers.
    public OpenSslContextBuilder preSharedKey(String identity, byte[] key) {
        if (key.length == 0 || key.length > PreSharedKeys.LONGEST) {
            throw new IllegalArgumentException("a pre-shared key has 1 to " + PreSharedKeys.LONGEST + " bytes");
        }
        hooks.clientKey = Optional.of(new Hooks.ClientKey(identity, key));
        Ssl.CTX_SET_PSK_CLIENT_CALLBACK.v(context, Upcalls.CLIENT_KEY);
        return this;
    }

    /// The application protocols (ALPN), the best first. A server chooses none where a client offers none of them.
    public OpenSslContextBuilder applicationProtocols(List<String> names) {
        hooks.applicationProtocols = List.copyOf(names);
        if (hooks.server) {
            Ssl.CTX_SET_ALPN_SELECT_CB.v(context, Upcalls.SELECT_PROTOCOL, MemorySegment.NULL);
        } else {
            try (var arena = Arena.ofConfined()) {
                var list = Memory.copy(arena, alpn(names));
                Errors.check(Ssl.CTX_SET_ALPN_PROTOS.i(context, list, (int) list.byteSize()) == 0, "ALPN");
            }
        }
        return this;
    }

    /// Where a server has the OCSP responses from that it staples.
    public OpenSslContextBuilder stapling(Stapling stapling) {
        hooks.stapling = Optional.of(stapling);
        Ssl.CTX_CALLBACK_CTRL.l(context, SSL_CTRL_SET_TLSEXT_STATUS_REQ_CB, Upcalls.STAPLE);
        return this;
    }

    /// A client asks for a stapled OCSP response; see [OpenSslEngine#stapledResponse()].
    public OpenSslContextBuilder askForStapling() {
        control(SSL_CTRL_SET_TLSEXT_STATUS_REQ_TYPE, TLSEXT_STATUSTYPE_OCSP);
        return this;
    }

    /// The context, which is not changed any more.
    public OpenSslContext build() {
        control(SSL_CTRL_SET_MIN_PROTO_VERSION, Collections.min(protocols).number());
        control(SSL_CTRL_SET_MAX_PROTO_VERSION, Collections.max(protocols).number());
        EnumSet.complementOf(EnumSet.copyOf(protocols)).forEach(omitted -> option(omitted.omission()));
        if (!hooks.renegotiation) {
            option(SSL_OP_NO_RENEGOTIATION);
        }
        return new OpenSslContext(handle, hooks);
    }

    /// Names with their lengths before them (RFC 7301 §3.1).
    static byte[] alpn(List<String> names) {
        var list = new ByteArrayOutputStream();
        for (var name : names) {
            list.write(name.length());
            list.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        }
        return list.toByteArray();
    }

    private void verify(int mode, X509TrustManager trust) {
        hooks.trust = Optional.of(trust);
        Ssl.CTX_SET_VERIFY.v(context, mode, MemorySegment.NULL);
        Ssl.CTX_SET_CERT_VERIFY_CALLBACK.v(context, Upcalls.VERIFY, MemorySegment.NULL);
    }

    private void option(long option) {
        Ssl.CTX_SET_OPTIONS.l(context, option);
    }

    private void control(int what, long value) {
        Ssl.CTX_CTRL.l(context, what, value, MemorySegment.NULL);
    }
}
