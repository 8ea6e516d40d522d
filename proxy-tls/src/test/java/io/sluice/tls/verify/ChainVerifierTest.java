package io.sluice.tls.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.settings.ClientCertificates;
import io.sluice.tls.settings.Demand;
import io.sluice.tls.settings.Mechanism;
import io.sluice.tls.verify.ChainVerifier.Purpose;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ChainVerifierTest {
    private static final Instant NOW = Instant.now();
    private static final Authority ROOT = Authority.root("C=DE,O=Example,CN=Root");
    private static final Authority UPPER = ROOT.under("CN=Upper");
    private static final Authority LOWER = UPPER.under("CN=Lower");
    private static final Issued ADA = LOWER.issue("C=DE,CN=ada");
    private static final List<X509Certificate> CHAIN =
            List.of(ADA.certificate(), LOWER.certificate(), UPPER.certificate());

    @Test
    void aChainToTheRootIsGoodInAnyOrder() {
        assertThat(fault(CHAIN, demands(9))).isEmpty();
        assertThat(fault(List.of(CHAIN.get(0), CHAIN.get(2), CHAIN.get(1)), demands(9)))
                .isEmpty();
    }

    @Test
    @DisplayName("TLS-VER-01 an unknown issuer, a self-signed certificate, a forged one")
    void untrusted() {
        var stranger = Authority.root("C=DE,O=Example,CN=Root");

        assertThat(lines(List.of(ADA.certificate()), demands(9)))
                .containsExactly(
                        "error: unable to verify certificate at depth 0: unable to get local issuer certificate",
                        "error: cert subject: /C=DE/CN=ada",
                        "error: cert issuer: /CN=Lower",
                        "client certificate failed verification: unable to get local issuer certificate");
        assertThat(fault(List.of(stranger.issue("CN=ada").certificate()), demands(9)))
                .contains("unable to get local issuer certificate");
        assertThat(fault(List.of(Authority.root("CN=self").certificate()), demands(9)))
                .contains("self-signed certificate");
        assertThat(fault(List.of(stranger.issue("CN=ada").certificate(), stranger.certificate()), demands(9)))
                .contains("self-signed certificate in certificate chain");
    }

    @Test
    @DisplayName("TLS-VER-01 a certificate whose time is over or has not come")
    void time() {
        var old = ROOT.issue(Wish.of("CN=old").valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
        var young = ROOT.issue(Wish.of("CN=young").valid(NOW.plus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(9))));

        assertThat(fault(old.chain(), demands(9))).contains("certificate has expired");
        assertThat(fault(young.chain(), demands(9))).contains("certificate is not yet valid");
    }

    @Test
    void anAuthorityWhoseTimeIsOverVouchesForNobody() {
        assertThat(refusal(CHAIN, demands(9), NOW.plus(Duration.ofDays(99))).map(Unverified::lines))
                .hasValueSatisfying(lines -> assertThat(lines)
                        .startsWith("error: unable to verify certificate at depth 3: certificate has expired"));
    }

    @Test
    void whereListsAreConfiguredAndNoneIsThereNobodyIsAdmitted() {
        var demands = new ClientCertificates(
                Demand.REQUIRED,
                List.of(ROOT.certificate()),
                Optional.of(List.of()),
                9,
                List.of(Mechanism.CRL),
                Optional.empty());

        assertThat(fault(CHAIN, demands)).contains("unable to get certificate CRL");
    }

    @Test
    void aCertificateForServersIsNoneOfAClient() {
        var server = ROOT.issue(Wish.of("CN=server").purposes(KeyPurposeId.id_kp_serverAuth));
        var both =
                ROOT.issue(Wish.of("CN=both").purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth));

        assertThat(fault(server.chain(), demands(9))).contains("unsuitable certificate purpose");
        assertThat(fault(both.chain(), demands(9))).isEmpty();
    }

    @Test
    void onlyAnAuthorityIssues() {
        var user = ROOT.issue("CN=user");
        var child = new Issued(user.key(), user.chain());

        assertThat(fault(List.of(child.certificate()), demands(9))).isEmpty();
        assertThat(fault(List.of(ADA.certificate(), user.certificate()), demands(9)))
                .contains("unable to get local issuer certificate");
    }

    @Test
    @DisplayName("TLS-VER-08 no more certificates than TLSVerifyDepth stand between client and authority")
    void depth() {
        assertThat(fault(CHAIN, demands(2))).isEmpty();
        assertThat(fault(CHAIN, demands(1))).contains("certificate chain too long");
        assertThat(lines(CHAIN, demands(0)))
                .first()
                .isEqualTo("error: unable to verify certificate at depth 1: certificate chain too long");
        assertThat(fault(ROOT.issue("CN=direct").chain(), demands(0))).isEmpty();
    }

    @Nested
    class RevocationLists {
        @Test
        @DisplayName("TLS-VER-05 a revoked leaf")
        void leaf() {
            assertThat(fault(CHAIN, demands(9, ROOT.revoking(), UPPER.revoking(), LOWER.revoking())))
                    .isEmpty();
            assertThat(lines(CHAIN, demands(9, ROOT.revoking(), UPPER.revoking(), LOWER.revoking(ADA.certificate()))))
                    .contains("error: unable to verify certificate at depth 0: certificate revoked");
        }

        @Test
        @DisplayName("TLS-VER-06 a revoked intermediate, and one that no list covers")
        void intermediate() {
            assertThat(lines(CHAIN, demands(9, ROOT.revoking(), UPPER.revoking(LOWER.certificate()), LOWER.revoking())))
                    .contains("error: unable to verify certificate at depth 1: certificate revoked");
            assertThat(lines(CHAIN, demands(9, LOWER.revoking(), UPPER.revoking())))
                    .contains("error: unable to verify certificate at depth 2: unable to get certificate CRL");
        }

        @Test
        @DisplayName("TLS-VER-07 a list whose time is over, or has not come, admits nobody")
        void time() {
            var hour = Duration.ofHours(1);
            var direct = ROOT.issue("CN=direct").chain();

            assertThat(lines(direct, demands(9, ROOT.revoking(NOW.minus(hour.multipliedBy(2)), NOW.minus(hour)))))
                    .startsWith("CRL is expired, revoking all certificates until an updated CRL is obtained")
                    .contains("client certificate failed verification: CRL has expired");
            assertThat(lines(direct, demands(9, ROOT.revoking(NOW.plus(hour), NOW.plus(hour.multipliedBy(2))))))
                    .startsWith("CRL is not yet valid, ignoring all certificates until an updated CRL is obtained")
                    .contains("client certificate failed verification: CRL is not yet valid");
        }

        @Test
        @DisplayName("TLS-VER-07 a list that another has signed admits nobody")
        void forged() {
            assertThat(lines(ROOT.issue("CN=direct").chain(), demands(9, ROOT.forgedBy(UPPER))))
                    .first()
                    .asString()
                    .startsWith("invalid signature on CRL: ");
        }
    }

    private static Optional<String> fault(List<X509Certificate> shown, ClientCertificates demands) {
        return refusal(shown, demands).map(Unverified::reason);
    }

    private static List<String> lines(List<X509Certificate> shown, ClientCertificates demands) {
        return refusal(shown, demands).orElseThrow().lines();
    }

    private static Optional<Unverified> refusal(List<X509Certificate> shown, ClientCertificates demands) {
        return refusal(shown, demands, NOW);
    }

    private static Optional<Unverified> refusal(List<X509Certificate> shown, ClientCertificates demands, Instant now) {
        var remarks = new ArrayList<String>();
        return Optional.ofNullable(catchThrowableOfType(
                Unverified.class, () -> new ChainVerifier(demands).verify(shown, Purpose.CLIENT, now, remarks::add)));
    }

    private static ClientCertificates demands(int depth, X509CRL... lists) {
        return new ClientCertificates(
                Demand.REQUIRED,
                List.of(ROOT.certificate()),
                lists.length == 0 ? Optional.empty() : Optional.of(List.of(lists)),
                depth,
                List.of(Mechanism.CRL),
                Optional.empty());
    }
}
