package io.sluice.tls.cache;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;

/// Finds the OCSP response to send with a certificate (`TLSStapling`).
///
/// A response that is fresh is sent. One that is not, but still valid, is sent too, and the responder is asked for
/// another meanwhile. Only where there is neither does a handshake wait for the responder, and no longer than
/// `TLSStaplingTimeout`; then, where it has none, it sends one that is made up and asks to come back later. The
/// responder is asked once for all handshakes that want to know about one certificate, and not again for five minutes
/// after it gave no answer.
public final class Stapler implements AutoCloseable {
    private static final String TLS_FEATURE = "1.3.6.1.5.5.7.1.24";
    private static final int STATUS_REQUEST = 5;

    private final ResponseCache cache;
    private final OcspFetcher fetcher = new OcspFetcher();
    private final CacheLog log;
    private final InstantSource clock;
    private final Map<String, CompletableFuture<Optional<OcspResponse>>> asking = new ConcurrentHashMap<>();
    private final Map<String, Instant> notBefore = new ConcurrentHashMap<>();

    Stapler(ResponseCache cache, CacheLog log, InstantSource clock) {
        this.cache = cache;
        this.log = log;
        this.clock = clock;
    }

    ResponseCache cache() {
        return cache;
    }

    /// The DER text of the response to send in a full handshake with a client that wants one; empty where none is to be
    /// sent. Waits as long as the settings allow, so it is not to be called while a native frame is on the stack.
    ///
    /// @param chain the certificate of the server, and those that its issuer may be among
    public Optional<byte[]> response(List<X509Certificate> chain, StaplingSettings settings) {
        if (!settings.enabled() || chain.isEmpty()) {
            return Optional.empty();
        }
        var certificate = chain.getFirst();
        var fingerprint = fingerprint(certificate);
        var found = cache.find(fingerprint);
        if (found.isPresent() && found.get().isFresh(clock.instant())) {
            return sent(found, certificate, settings);
        }
        if (found.isPresent()) {
            if (!isTooEarly(fingerprint)) {
                var _ = ask(fingerprint, chain, settings);
            }
            return sent(found, certificate, settings);
        }
        return sent(await(ask(fingerprint, chain, settings), settings.timeout()), certificate, settings);
    }

    /// The DER text of a response that is in memory, or of one that is made up; empty where none is to be sent. Never
    /// waits: what is not at hand is looked for meanwhile. For whoever is asked with a native frame on the stack, and
    /// for a server's start, so that its first client finds a response.
    ///
    /// @param chain as for [#response(List, StaplingSettings)]
    public Optional<byte[]> responseAtHand(List<X509Certificate> chain, StaplingSettings settings) {
        if (!settings.enabled() || chain.isEmpty()) {
            return Optional.empty();
        }
        var certificate = chain.getFirst();
        var fingerprint = fingerprint(certificate);
        var found = cache.inMemory(fingerprint);
        boolean fresh = found.filter(each -> each.isFresh(clock.instant())).isPresent();
        if (!fresh && (found.isEmpty() || !isTooEarly(fingerprint))) {
            var _ = ask(fingerprint, chain, settings);
        }
        return sent(found, certificate, settings);
    }

    private boolean isTooEarly(String fingerprint) {
        var until = notBefore.get(fingerprint);
        return until != null && clock.instant().isBefore(until);
    }

    private Optional<byte[]> sent(
            Optional<OcspResponse> response, X509Certificate certificate, StaplingSettings settings) {
        var good = response.filter(OcspResponse::isSuccess);
        if (good.isPresent()) {
            return good.map(OcspResponse::der);
        }
        if (settings.has(StaplingOption.NO_FAKE_TRY_LATER) && !isMustStaple(certificate)) {
            return Optional.empty();
        }
        return Optional.of(
                response.orElse(OcspResponse.tryLater(clock.instant())).der());
    }

    private static Optional<OcspResponse> await(CompletableFuture<Optional<OcspResponse>> answer, Duration limit) {
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException _) {
            return Optional.empty();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Asks the responder, unless it is being asked.
    private CompletableFuture<Optional<OcspResponse>> ask(
            String fingerprint, List<X509Certificate> chain, StaplingSettings settings) {
        var mine = new CompletableFuture<Optional<OcspResponse>>();
        var other = asking.putIfAbsent(fingerprint, mine);
        if (other != null) {
            return other;
        }
        Thread.ofVirtual().name("OCSP responder").start(() -> {
            Optional<OcspResponse> kept = Optional.empty();
            try {
                kept = Optional.of(asked(fingerprint, chain, settings));
            } finally {
                asking.remove(fingerprint);
                mine.complete(kept);
            }
        });
        return mine;
    }

    private OcspResponse asked(String fingerprint, List<X509Certificate> chain, StaplingSettings settings) {
        // Who came a moment too late to wait for the last answer finds it.
        var there = cache.find(fingerprint).filter(each -> each.isFresh(clock.instant()));
        if (there.isPresent()) {
            return there.get();
        }
        OcspResponse response;
        try {
            response = asked(chain, settings);
            notBefore.remove(fingerprint);
        } catch (OcspRefused e) {
            log.line("no OCSP response for certificate " + fingerprint + ": " + e.getMessage());
            notBefore.put(fingerprint, clock.instant().plus(OcspResponse.FAILURE));
            response = OcspResponse.tryLater(clock.instant());
        }
        cache.keep(fingerprint, response);
        return cache.find(fingerprint).orElse(response);
    }

    private OcspResponse asked(List<X509Certificate> chain, StaplingSettings settings) throws OcspRefused {
        var certificate = chain.getFirst();
        var responder = settings.responder()
                .or(() -> OcspQuestion.responder(certificate))
                .orElseThrow(() ->
                        new OcspRefused("the certificate names no responder; expected one, or TLSStaplingResponder"));
        var question = new OcspQuestion(certificate, issuer(chain), !settings.has(StaplingOption.NO_NONCE));
        byte[] answer = fetcher.fetch(responder, question.request(), settings.timeout());
        var response = question.answer(answer, !settings.has(StaplingOption.NO_VERIFY), clock.instant());
        if (question.isRevoked(response)) {
            log.line("OCSP responder " + responder + " says that the certificate is revoked");
        }
        return response;
    }

    private static X509Certificate issuer(List<X509Certificate> chain) throws OcspRefused {
        var certificate = chain.getFirst();
        for (var candidate : chain) {
            if (candidate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
                try {
                    certificate.verify(candidate.getPublicKey());
                    return candidate;
                } catch (GeneralSecurityException _) {
                    // another one of that name
                }
            }
        }
        throw new OcspRefused("the issuer of the certificate is not at hand; expected it in TLSCertificateChainFile"
                + " or TLSCACertificateFile");
    }

    /// What a certificate is known by in a cache: SHA-1 of its DER text, in lower-case hexadecimal digits.
    static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("a certificate that was read has no fingerprint", e);
        }
    }

    /// Whether a certificate demands that a response is sent with it (RFC 7633).
    static boolean isMustStaple(X509Certificate certificate) {
        byte[] extension = certificate.getExtensionValue(TLS_FEATURE);
        if (extension == null) {
            return false;
        }
        try {
            for (var feature : ASN1Sequence.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets())) {
                if (ASN1Integer.getInstance(feature).hasValue(STATUS_REQUEST)) {
                    return true;
                }
            }
        } catch (IllegalArgumentException | IllegalStateException _) {
            // no list of numbers demands nothing
        }
        return false;
    }

    @Override
    public void close() {
        fetcher.close();
        cache.close();
    }
}
