package io.sluice.tls;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLDecoder;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/// An OCSP responder of an authority on a free port of the loopback, which answers as it is told.
public final class Responder implements AutoCloseable {
    private static final String PATH = "/ocsp";

    /// One byte more than is taken of an answer.
    private static final int TOO_LONG = 64 * 1024 + 1;

    private final ServerSocket listener;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<byte[]> lastRequest = new AtomicReference<>(new byte[0]);
    private final CountDownLatch end = new CountDownLatch(1);

    /// Who signs, with a certificate if it is not the authority itself.
    public PrivateKey signer;

    public Optional<X509Certificate> signerCertificate = Optional.empty();
    private final X509Certificate authority;

    /// What it says.
    public volatile Answer answer = Answer.SIGNED;

    public volatile CertificateStatus status = CertificateStatus.GOOD;
    public volatile Nonce nonce = Nonce.SAME;
    public volatile Instant thisUpdate = Instant.now().minusSeconds(60);
    public volatile Optional<Instant> nextUpdate = Optional.of(Instant.now().plus(Duration.ofHours(2)));
    public volatile boolean aboutAnother;

    public enum Answer {
        SIGNED,
        TRY_LATER,
        GARBAGE,
        TOO_LONG,
        HTTP_500,
        REDIRECT,
        SILENCE
    }

    public enum Nonce {
        SAME,
        NONE,
        OTHER
    }

    public Responder(Authority authority) throws IOException {
        this.authority = authority.certificate();
        this.signer = authority.key();
        this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort() + PATH;
    }

    public int asked() {
        return asked.get();
    }

    /// The last question.
    public OCSPReq request() throws IOException {
        return new OCSPReq(lastRequest.get());
    }

    private void accept() {
        try {
            while (true) {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            var in = new BufferedInputStream(socket.getInputStream());
            lastRequest.set(question(in));
            asked.incrementAndGet();
            var head = switch (answer) {
                case HTTP_500 -> "500 Error";
                case REDIRECT -> "302 Found\r\nLocation: " + url();
                case SILENCE -> {
                    end.await();
                    yield "";
                }
                default -> "200 OK";
            };
            byte[] body = switch (answer) {
                case SIGNED -> signed();
                case TRY_LATER ->
                    new OCSPRespBuilder().build(OCSPResp.TRY_LATER, null).getEncoded();
                case TOO_LONG -> new byte[TOO_LONG];
                default -> "nonsense".getBytes(ISO_8859_1);
            };
            var out = socket.getOutputStream();
            out.write(("HTTP/1.1 " + head + "\r\nContent-Type: application/ocsp-response\r\nConnection: close\r\n"
                            + "Content-Length: " + body.length + "\r\n\r\n")
                    .getBytes(ISO_8859_1));
            out.write(body);
        } catch (Exception _) {
            // the client finds out
        }
    }

    /// The question in a request of HTTP: behind its head, or in its path (RFC 6960 §A.1).
    private static byte[] question(InputStream in) throws IOException {
        var path = line(in).split(" ")[1];
        Optional<Integer> length = Optional.empty();
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Optional.of(Integer.parseInt(line.substring(15).strip()));
            }
        }
        return length.isPresent()
                ? in.readNBytes(length.get())
                : Base64.getDecoder().decode(URLDecoder.decode(path.substring(PATH.length() + 1), ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        return line.toString().strip();
    }

    private byte[] signed() throws Exception {
        var request = request();
        var digests = new JcaDigestCalculatorProviderBuilder().build();
        var holder = new JcaX509CertificateHolder(signerCertificate.orElse(authority));
        var builder = new BasicOCSPRespBuilder(new RespID(holder.getSubject()));
        var id = request.getRequestList()[0].getCertID();
        if (aboutAnother) {
            id = new CertificateID(
                    digests.get(CertificateID.HASH_SHA1), new JcaX509CertificateHolder(authority), BigInteger.ONE);
        }
        builder.addResponse(
                id, status, Date.from(thisUpdate), nextUpdate.map(Date::from).orElse(null), null);
        var asks = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        if (asks != null && nonce == Nonce.SAME) {
            builder.setResponseExtensions(new Extensions(asks));
        } else if (nonce == Nonce.OTHER) {
            builder.setResponseExtensions(new Extensions(new Extension(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce, false, new DEROctetString(new byte[16]).getEncoded())));
        }
        var certificates =
                signerCertificate.isPresent() ? new X509CertificateHolder[] {holder} : new X509CertificateHolder[0];
        var basic =
                builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer), certificates, new Date());
        return new OCSPRespBuilder().build(OCSPResp.SUCCESSFUL, basic).getEncoded();
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        listener.close();
    }
}
