package io.sluice.tls.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.Responder;
import io.sluice.tls.settings.ClientCertificates;
import io.sluice.tls.settings.Demand;
import io.sluice.tls.settings.Mechanism;
import io.sluice.tls.verify.ChainVerifier.Purpose;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Responders that a client's certificate names.
class OcspCheckTest {
    private static final Authority ROOT = Authority.root("CN=Root");
    private static final RevokedStatus REVOKED = new RevokedStatus(new Date(), CRLReason.keyCompromise);

    private final List<String> remarks = new ArrayList<>();
    private Responder responder;

    @BeforeEach
    void start() throws IOException {
        responder = new Responder(ROOT);
    }

    @AfterEach
    void stop() throws IOException {
        responder.close();
    }

    @Test
    @DisplayName("TLS-VER-09 a responder says good, revoked, or that it does not know")
    void statuses() {
        assertThat(verified(issued())).isTrue();
        assertThat(remarks)
                .containsExactly("found 1 OCSP URLs in AuthorityInfoAccess attribute for client cert '/CN=ada'");

        responder.status = REVOKED;
        assertThat(verified(issued())).isFalse();
        assertThat(remarks).contains("client cert '/CN=ada' has 'revoked' status due to: KEY_COMPROMISE");

        responder.status = new UnknownStatus();
        assertThat(verified(issued())).isFalse();
    }

    @Test
    @DisplayName("TLS-VER-10 an error status, or nobody who answers, admits nobody")
    void failures() throws IOException {
        responder.answer = Responder.Answer.TRY_LATER;
        assertThat(verified(issued())).isFalse();

        responder.close();
        assertThat(verified(issued())).isFalse();
        assertThat(remarks).anySatisfy(line -> assertThat(line).contains("does not say that client cert '/CN=ada'"));
    }

    @Test
    @DisplayName("TLS-VER-10 without a responder the verdict before stands")
    void noResponder() {
        assertThat(verified(ROOT.issue("CN=ada"))).isTrue();
        assertThat(remarks)
                .containsExactly(
                        "Client cert '/CN=ada' contained no AuthorityInfoAccess attribute, unable to verify via"
                                + " OCSP");
    }

    @Test
    void nobodyIsAskedWhereTheOrderDoesNotSaySo() {
        responder.status = REVOKED;

        assertThat(verified(issued(), Mechanism.CRL)).isTrue();
        assertThat(responder.asked()).isZero();
    }

    private boolean verified(Issued issued) {
        return verified(issued, Mechanism.OCSP);
    }

    private boolean verified(Issued issued, Mechanism mechanism) {
        remarks.clear();
        var demands = new ClientCertificates(
                Demand.REQUIRED,
                List.of(ROOT.certificate()),
                Optional.empty(),
                9,
                List.of(mechanism),
                Optional.empty());
        try {
            new ChainVerifier(demands).verify(issued.chain(), Purpose.CLIENT, Instant.now(), remarks::add);
            return true;
        } catch (Unverified e) {
            remarks.addAll(e.lines());
            return false;
        }
    }

    private Issued issued() {
        return ROOT.issue(Wish.of("CN=ada").responder(responder.url()));
    }
}
