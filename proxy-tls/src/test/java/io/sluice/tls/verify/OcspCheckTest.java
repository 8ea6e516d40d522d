package io.sluice.tls.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tls.Authority;
import io.sluice.tls.Authority.Issued;
import io.sluice.tls.Authority.Wish;
import io.sluice.tls.settings.ClientCertificates;
import io.sluice.tls.settings.Demand;
import io.sluice.tls.settings.Mechanism;
import io.sluice.tls.verify.ChainVerifier.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.UnknownStatus;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// Responders that a client's certificate names.
class OcspCheckTest {
    private static final Authority ROOT = Authority.root("CN=Root");

    private final List<ServerSocket> responders = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();

    @AfterEach
    void endResponders() throws IOException {
        for (var responder : responders) {
            responder.close();
        }
    }

    @Test
    @DisplayName("TLS-VER-09 a responder says good, revoked, or that it does not know")
    void statuses() throws IOException {
        assertThat(verified(issued(responder(OCSPRespBuilder.SUCCESSFUL, CertificateStatus.GOOD))))
                .isTrue();
        assertThat(remarks)
                .containsExactly("found 1 OCSP URLs in AuthorityInfoAccess attribute for client cert '/CN=ada'");

        var revoked = new RevokedStatus(new Date(), CRLReason.keyCompromise);
        assertThat(verified(issued(responder(OCSPRespBuilder.SUCCESSFUL, revoked))))
                .isFalse();
        assertThat(remarks).contains("client cert '/CN=ada' has 'revoked' status due to: KEY_COMPROMISE");

        assertThat(verified(issued(responder(OCSPRespBuilder.SUCCESSFUL, new UnknownStatus()))))
                .isFalse();
    }

    @Test
    @DisplayName("TLS-VER-10 an error status, or nobody who answers, admits nobody")
    void failures() throws IOException {
        assertThat(verified(issued(responder(OCSPRespBuilder.TRY_LATER, CertificateStatus.GOOD))))
                .isFalse();
        assertThat(verified(issued("http://127.0.0.1:" + freePort() + "/"))).isFalse();
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
    void nobodyIsAskedWhereTheOrderDoesNotSaySo() throws IOException {
        var revoked = new RevokedStatus(new Date(), CRLReason.keyCompromise);

        assertThat(verified(issued(responder(OCSPRespBuilder.SUCCESSFUL, revoked)), Mechanism.CRL))
                .isTrue();
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

    private static Issued issued(String responder) {
        return ROOT.issue(Wish.of("CN=ada").responder(responder));
    }

    /// The URL of a responder of the authority that says the same of every certificate.
    private String responder(int kind, CertificateStatus status) throws IOException {
        var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        responders.add(server);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    var response = response(request(connection.getInputStream()), kind, status);
                    var head = "HTTP/1.0 200 OK\r\nContent-Type: application/ocsp-response\r\nContent-Length: "
                            + response.length + "\r\n\r\n";
                    connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                    connection.getOutputStream().write(response);
                } catch (IOException _) {
                    // the test is over, or sees that nothing was answered
                }
            }
        });
        return "http://127.0.0.1:" + server.getLocalPort() + "/";
    }

    /// The question in a request of HTTP: in its path (RFC 6960 §A.1) or behind its head.
    private static OCSPReq request(InputStream in) throws IOException {
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            head.append((char) in.read());
        }
        var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
        if (length.find()) {
            return new OCSPReq(in.readNBytes(Integer.parseInt(length.group(1))));
        }
        var path = URLDecoder.decode(head.toString().split(" ", 3)[1].substring(1), StandardCharsets.US_ASCII);
        return new OCSPReq(Base64.getDecoder().decode(path));
    }

    private static byte[] response(OCSPReq request, int kind, CertificateStatus status) throws IOException {
        try {
            if (kind != OCSPRespBuilder.SUCCESSFUL) {
                return new OCSPRespBuilder().build(kind, null).getEncoded();
            }
            var name = X500Name.getInstance(
                    ROOT.certificate().getSubjectX500Principal().getEncoded());
            var builder = new BasicOCSPRespBuilder(new RespID(name));
            for (var each : request.getRequestList()) {
                builder.addResponse(each.getCertID(), status, new Date(), (Date) null);
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(ROOT.key());
            return new OCSPRespBuilder()
                    .build(kind, builder.build(signer, null, new Date()))
                    .getEncoded();
        } catch (OCSPException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
