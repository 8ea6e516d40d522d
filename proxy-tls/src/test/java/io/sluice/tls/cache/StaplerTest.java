package io.sluice.tls.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.cache.CacheException;
import io.sluice.module.peers.MapStore;
import io.sluice.peers.Await;
import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.Responder;
import io.sluice.tls.Responder.Answer;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class StaplerTest {
    private static final byte[] TRY_LATER = {0x30, 0x03, 0x0a, 0x01, 0x03};
    private static final String MUST_STAPLE = "1.3.6.1.5.5.7.1.24";
    private static final String PREFIX = "mod_tls_redis.ocsp.{\"fingerprint\":\"";

    private final MapStore store = MapStore.complete();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private final List<Stapler> staplers = new ArrayList<>();
    private final EnumSet<StaplingOption> options = EnumSet.noneOf(StaplingOption.class);
    private Optional<URI> override = Optional.empty();
    private Duration timeout = Duration.ofSeconds(5);
    private volatile Instant now = Instant.now();
    private Authority authority;
    private Responder responder;
    private X509Certificate certificate;
    private Stapler stapler;

    @BeforeEach
    void start() throws Exception {
        authority = Authority.root("CN=authority");
        responder = new Responder(authority);
        newCertificate();
        stapler = stapler();
    }

    @AfterEach
    void stop() throws Exception {
        store.comeBack();
        staplers.forEach(Stapler::close);
        responder.close();
    }

    private Stapler stapler() throws CacheException {
        var lines = new CacheLog(log::add, (_, _) -> {});
        var entries = new SharedEntries(
                Subject.RESPONSES,
                store,
                new SharedEntries.Layout("mod_tls_redis.ocsp.", new JsonFormat(Subject.RESPONSES)),
                lines,
                () -> now);
        var made = new Stapler(
                new ResponseCache("redis", Optional.of(new StoredResponses("redis", entries, lines)), lines, () -> now),
                lines,
                () -> now);
        staplers.add(made);
        return made;
    }

    /// What is in the certificate of a server whose responder has that URL.
    private static Wish server(String url) {
        return Wish.of("CN=ftp.example.com").responder(url);
    }

    /// Has another certificate stapled from now on, of which nothing is known yet.
    private void newCertificate() {
        newCertificate(authority, server(responder.url()));
    }

    private void newCertificate(Authority issuer, Wish wish) {
        certificate = issuer.issue(wish).certificate();
    }

    /// Has responses signed by somebody of the authority from now on.
    private void delegates(KeyPurposeId purpose) {
        var signer = authority.issue(Wish.of("CN=responder").purposes(purpose));
        responder.signer = signer.key();
        responder.signerCertificate = Optional.of(signer.certificate());
    }

    private StaplingSettings settings() {
        return new StaplingSettings(true, options, override, timeout);
    }

    private Optional<byte[]> staple() {
        return stapler.response(List.of(certificate, authority.certificate()), settings());
    }

    private String name() {
        return PREFIX + Stapler.fingerprint(certificate) + "\"}\0";
    }

    private static void isGood(Optional<byte[]> der) throws Exception {
        var response = new OCSPResp(der.orElseThrow());
        assertThat(response.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
        assertThat(((BasicOCSPResp) response.getResponseObject()).getResponses())
                .hasSize(1);
    }

    @Nested
    class Good {
        @Test
        @DisplayName("TLS-OCSP-01 the responder of the certificate is asked, and its response is stapled")
        void isStapled() throws Exception {
            isGood(staple());
            assertThat(responder.asked()).isOne();
            assertThat(log).isEmpty();
        }

        @Test
        @DisplayName("TLS-OCSP-02 the next handshake has it from memory, that of another process from the store")
        void isKept() throws Exception {
            var first = staple();
            Await.until("it is stored", () -> store.value(name()).isPresent());

            assertThat(staple()).contains(first.orElseThrow());
            stapler = stapler();
            assertThat(staple()).contains(first.orElseThrow());
            assertThat(responder.asked()).isOne();
        }

        @Test
        @DisplayName("CACHE-100 the entry in the store has the time of storing, and is kept an hour longer than it is"
                + " fresh")
        void entry() throws Exception {
            responder.thisUpdate = now.minusSeconds(3600);
            responder.nextUpdate = Optional.of(now.plusSeconds(3600));
            var der = staple().orElseThrow();
            Await.until("it is stored", () -> store.value(name()).isPresent());

            var entry =
                    new JsonFormat(Subject.RESPONSES).read(store.value(name()).orElseThrow());
            assertThat(entry).isEqualTo(new Stamped(der, now.getEpochSecond()));
            assertThat(store.expiry(name()).orElseThrow().seconds()).isBetween(7198L, 7201L);
        }

        @Test
        @DisplayName("TLS-OCSP-03 CACHE-91 from half of its validity on it is asked for anew, and stapled meanwhile")
        void isRefreshed() throws Exception {
            responder.thisUpdate = now;
            responder.nextUpdate = Optional.of(now.plus(Duration.ofHours(2)));
            var first = staple().orElseThrow();
            now = now.plus(Duration.ofMinutes(59));
            assertThat(staple()).contains(first);
            assertThat(responder.asked()).isOne();

            now = now.plus(Duration.ofMinutes(2));
            responder.nextUpdate = Optional.of(now.plus(Duration.ofHours(3)));
            assertThat(staple()).contains(first);
            Await.until("the responder is asked", () -> responder.asked() == 2);
            Await.until("the new one is stapled", () -> !Arrays.equals(staple().orElseThrow(), first));
            assertThat(responder.asked()).isEqualTo(2);
        }

        @Test
        @DisplayName("TLS-OCSP-03 without nextUpdate it is fresh for an hour")
        void withoutNextUpdate() throws Exception {
            responder.nextUpdate = Optional.empty();
            staple();
            now = now.plusSeconds(3599);
            staple();
            assertThat(responder.asked()).isOne();

            now = now.plusSeconds(2);
            isGood(staple());
            Await.until("the responder is asked", () -> responder.asked() == 2);
        }

        @Test
        @DisplayName("CACHE-91 100 handshakes at once ask once")
        void oneRequest() throws Exception {
            var begin = new CountDownLatch(1);
            var stapled = Collections.synchronizedList(new ArrayList<byte[]>());
            var threads = IntStream.range(0, 100)
                    .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                        try {
                            begin.await();
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        }
                        staple().ifPresent(stapled::add);
                    }))
                    .toList();
            begin.countDown();
            for (var thread : threads) {
                thread.join();
            }

            assertThat(responder.asked()).isOne();
            assertThat(stapled).hasSize(100);
            isGood(Optional.of(stapled.getLast()));
        }

        @Test
        @DisplayName("TLS-OCSP-01 whom the issuer has allowed may sign")
        void delegate() throws Exception {
            delegates(KeyPurposeId.id_kp_OCSPSigning);

            isGood(staple());
        }

        @Test
        @DisplayName("TLS-OCSP-01 a response that says revoked is stapled, and told")
        void revoked() throws Exception {
            responder.status = new RevokedStatus(Date.from(now.minusSeconds(60)), 1);

            isGood(staple());
            assertThat(log).singleElement().asString().endsWith("says that the certificate is revoked");
        }

        @Test
        @DisplayName("TLS-OCSP-09 TLSStaplingResponder is asked instead of that of the certificate")
        void override() throws Exception {
            newCertificate(authority, server("http://127.0.0.1:1/"));
            override = Optional.of(URI.create(responder.url()));

            isGood(staple());
        }
    }

    @Nested
    class Nonces {
        @Test
        @DisplayName("TLS-OCSP-06 a nonce is sent")
        void sent() throws Exception {
            staple();

            assertThat(responder.request().getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                    .isNotNull();
        }

        @Test
        @DisplayName("TLS-OCSP-06 NoNonce sends none")
        void notSent() throws Exception {
            options.add(StaplingOption.NO_NONCE);

            isGood(staple());
            assertThat(responder.request().getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce))
                    .isNull();
        }

        @Test
        @DisplayName("TLS-OCSP-06 a response with another nonce is refused, one without any is not")
        void other() throws Exception {
            responder.nonce = Responder.Nonce.OTHER;
            assertThat(staple()).contains(TRY_LATER);
            assertThat(log).singleElement().asString().endsWith("nonce of the response is not that of the request");

            newCertificate();
            responder.nonce = Responder.Nonce.NONE;
            isGood(staple());
        }
    }

    @Nested
    class Bad {
        private void isRefused(String why) {
            assertThat(staple()).contains(TRY_LATER);
            assertThat(log).singleElement().asString().endsWith(why);
        }

        @Test
        @DisplayName("TLS-OCSP-04 a responder that is down: tryLater, kept for 300 s, here and in the store")
        void down() throws Exception {
            responder.close();
            assertThat(staple()).contains(TRY_LATER);
            assertThat(log).singleElement().asString().contains(" cannot be asked");
            Await.until("it is stored", () -> store.value(name()).isPresent());
            assertThat(store.text(name()).orElseThrow())
                    .isEqualTo("{\"expires\":" + now.getEpochSecond()
                            + ",\"response\":\"MAMKAQM=\",\"response_len\":5}\0");

            now = now.plusSeconds(299);
            assertThat(staple()).contains(TRY_LATER);
            assertThat(log).hasSize(1);
            now = now.plusSeconds(2);
            assertThat(staple()).contains(TRY_LATER);
            assertThat(log).hasSize(2);
        }

        @Test
        @DisplayName("TLS-OCSP-04 NoFakeTryLater staples nothing then")
        void nothing() throws Exception {
            options.add(StaplingOption.NO_FAKE_TRY_LATER);
            responder.close();

            assertThat(staple()).isEmpty();
            assertThat(staple()).isEmpty();
        }

        @Test
        @DisplayName("TLS-OCSP-05 with a certificate that demands it something is always stapled")
        void mustStaple() throws Exception {
            options.add(StaplingOption.NO_FAKE_TRY_LATER);
            newCertificate(
                    authority, server(responder.url()).extension(MUST_STAPLE, new DERSequence(new ASN1Integer(5))));
            responder.answer = Answer.GARBAGE;

            assertThat(staple()).contains(TRY_LATER);
        }

        @Test
        @DisplayName("TLS-OCSP-04 a certificate without a responder, and one without its issuer")
        void nobodyToAsk() throws Exception {
            newCertificate(authority, server(""));
            isRefused("the certificate names no responder; expected one, or TLSStaplingResponder");

            log.clear();
            newCertificate(Authority.root("CN=authority"), server(responder.url()));
            isRefused("expected it in TLSCertificateChainFile or TLSCACertificateFile");
        }

        @Test
        @DisplayName("TLS-OCSP-04 an answer that is no success, no OCSP, too long, or no HTTP success")
        void noAnswer() throws Exception {
            for (var each :
                    List.of(Answer.TRY_LATER, Answer.GARBAGE, Answer.TOO_LONG, Answer.HTTP_500, Answer.REDIRECT)) {
                newCertificate();
                responder.answer = each;
                assertThat(staple()).as(each.toString()).contains(TRY_LATER);
            }
            assertThat(log).hasSize(5);
            assertThat(log.get(0)).endsWith("responder says tryLater");
            assertThat(log.get(3)).endsWith("answers with HTTP status 500");
            assertThat(log.get(4)).endsWith("answers with HTTP status 302");
        }

        @Test
        @DisplayName("TLS-OCSP-01 a response that somebody else has signed is refused")
        void foreignSigner() throws Exception {
            responder.signer = Authority.root("CN=authority").key();
            isRefused("response is not signed by the issuer of the certificate, nor for it");

            log.clear();
            newCertificate();
            delegates(KeyPurposeId.id_kp_serverAuth);
            isRefused("response is not signed by the issuer of the certificate, nor for it");
        }

        @Test
        @DisplayName(
                "TLS-OCSP-01 a response about another certificate, of another time, or that knows nothing is refused")
        void unfit() throws Exception {
            responder.aboutAnother = true;
            isRefused("response is about another certificate");

            responder.aboutAnother = false;
            log.clear();
            newCertificate();
            responder.thisUpdate = now.plusSeconds(400);
            isRefused("response is not valid before " + responder.thisUpdate.truncatedTo(ChronoUnit.SECONDS));

            log.clear();
            newCertificate();
            responder.thisUpdate = now.minusSeconds(4000);
            responder.nextUpdate = Optional.of(now.minusSeconds(400));
            isRefused("response was valid until " + now.minusSeconds(400).truncatedTo(ChronoUnit.SECONDS));

            log.clear();
            newCertificate();
            responder.nextUpdate = Optional.of(now.plusSeconds(4000));
            responder.status = new UnknownStatus();
            isRefused("responder does not know the certificate");
        }

        @Test
        @DisplayName("TLS-OCSP-01 NoVerify takes what it gets")
        void notChecked() throws Exception {
            options.add(StaplingOption.NO_VERIFY);
            responder.signer = Authority.root("CN=authority").key();
            responder.nonce = Responder.Nonce.OTHER;

            isGood(staple());
        }
    }

    @Nested
    class Outages {
        @Test
        @DisplayName("TLS-OCSP-08 CACHE-90 a responder that is silent delays a handshake by TLSStaplingTimeout at most")
        void silent() {
            timeout = Duration.ofSeconds(1);
            responder.answer = Answer.SILENCE;

            long begin = System.nanoTime();
            assertThat(staple()).contains(TRY_LATER);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(4));
        }

        @Test
        @DisplayName(
                "CACHE-90 CACHE-92 with a response that is still valid nobody waits, and tryLater does not take its"
                        + " place, here or in the store")
        void stillValid() throws Exception {
            responder.thisUpdate = now;
            responder.nextUpdate = Optional.of(now.plus(Duration.ofHours(2)));
            var first = staple().orElseThrow();
            Await.until("it is stored", () -> store.value(name()).isPresent());
            var stored = store.text(name());
            now = now.plus(Duration.ofMinutes(61));
            timeout = Duration.ofMillis(300);
            responder.answer = Answer.SILENCE;

            for (int i = 0; i < 20; i++) {
                long begin = System.nanoTime();
                assertThat(staple()).contains(first);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(250));
            }
            Await.until("the failure is told", () -> !log.isEmpty());
            assertThat(staple()).contains(first);
            assertThat(store.text(name())).isEqualTo(stored);
            assertThat(responder.asked()).as("asked again before 300 s").isEqualTo(2);

            now = now.plus(Duration.ofHours(1));
            // Whoever comes before the last question has ended still gets what was valid when it began.
            Await.until(
                    "nothing is valid any more",
                    () -> staple().filter(sent -> Arrays.equals(sent, TRY_LATER))
                            .isPresent());
        }

        @Test
        @DisplayName(
                "CACHE-118 the store is lost: the memory copy, then the responder; when it is back the copy is there"
                        + " too")
        void store() throws Exception {
            store.lose();
            var der = staple().orElseThrow();
            assertThat(staple()).contains(der);
            assertThat(log).contains("error retrieving OCSP response from 'redis' cache: connection refused");
            assertThat(store.names()).isEmpty();

            store.comeBack();
            assertThat(staple()).contains(der);
            Await.until("it is stored", () -> store.value(name()).isPresent());
            assertThat(responder.asked()).isOne();
        }

        @Test
        @DisplayName("CACHE-90 who cannot wait gets what is in memory, and the next one what came meanwhile")
        void atHand() throws Exception {
            var chain = List.of(certificate, authority.certificate());
            assertThat(stapler.responseAtHand(chain, settings())).contains(TRY_LATER);
            Await.until(
                    "a response is there",
                    () -> stapler.responseAtHand(chain, settings())
                            .filter(der -> der.length > TRY_LATER.length)
                            .isPresent());
            assertThat(responder.asked()).isOne();

            timeout = Duration.ofMillis(300);
            responder.answer = Answer.SILENCE;
            now = now.plus(Duration.ofMinutes(90));
            isGood(stapler.responseAtHand(chain, settings()));
            Await.until("the failure is told", () -> {
                assertThat(stapler.responseAtHand(chain, settings())).isPresent();
                return !log.isEmpty();
            });
            isGood(stapler.responseAtHand(chain, settings()));
            assertThat(responder.asked()).isEqualTo(2);
        }

        @Test
        @DisplayName("CACHE-97 what the store has that is no response is removed, and not stapled")
        void undecodable() throws Exception {
            store.put(name(), new JsonFormat(Subject.RESPONSES).value(new Stamped(new byte[] {1, 2}, 1_795_228_936)));

            isGood(staple());
            assertThat(log).first().asString().endsWith("unable to parse OCSP response");
        }
    }

    @Test
    @DisplayName("TLS-OCSP-01 without TLSStapling nothing is stapled")
    void off() {
        assertThat(stapler.response(List.of(certificate), new StaplingSettings(false, options, override, timeout)))
                .isEmpty();
        assertThat(responder.asked()).isZero();
    }
}
