import io.sluice.tls.openssl.Backend;
import io.sluice.tls.openssl.OpenSsl;
import io.sluice.tls.openssl.OpenSslContext;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/// `java EngineSpeed.java <seconds>`: bytes that go through two engines, encrypted by one and
/// decrypted by the other, on one thread, by the time it has worked; then full handshakes.
public final class EngineSpeed {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final String SUITE = "TLS_AES_128_GCM_SHA256";
    private static final int BUFFER = 256 << 10;
    private static final int ROUNDS = 5;

    private final ByteBuffer plain = ByteBuffer.allocateDirect(BUFFER);
    private final ByteBuffer wire = ByteBuffer.allocateDirect(BUFFER + (32 << 10));
    private final ByteBuffer back = ByteBuffer.allocateDirect(BUFFER + (32 << 10));
    private final OpenSslContext servers;
    private final OpenSslContext clients = OpenSslContext.client().build();

    private EngineSpeed(KeyStore store) throws GeneralSecurityException {
        servers = OpenSslContext.server()
                .credential(
                        (PrivateKey) store.getKey("a", PASSWORD), List.of((X509Certificate) store.getCertificate("a")))
                .ciphersuites(SUITE)
                .build();
    }

    public static void main(String[] arguments) throws Exception {
        var duration = Duration.ofSeconds(Integer.parseInt(arguments[0]));
        System.out.println(OpenSsl.version());
        var speed = new EngineSpeed(store());
        for (int round = 1; round <= ROUNDS; round++) {
            System.out.printf(
                    "%.2f GB/s, full handshake %.0f µs%n", speed.gigabytes(duration), speed.handshakeMicros(duration));
        }
    }

    private SSLEngine client() {
        return clients.client(new Backend("example.com", false, Optional.empty()));
    }

    /// The time that this thread has worked, so that a busy machine tells the same.
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static KeyStore store() throws IOException, GeneralSecurityException, InterruptedException {
        var folder = Files.createTempDirectory("bench");
        var file = folder.resolve("store.p12");
        var keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=example.com",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .start()
                .waitFor();
        var store = KeyStore.getInstance(file.toFile(), PASSWORD);
        Files.delete(file);
        Files.delete(folder);
        return store;
    }

    private double gigabytes(Duration duration) throws SSLException {
        var client = client();
        var server = servers.controlConnection();
        shakeHands(client, server);
        long bytes = 0;
        long start = cpu();
        long time = 0;
        while (time < duration.toNanos()) {
            for (int i = 0; i < 64; i++) {
                bytes += pass(client, server);
            }
            time = cpu() - start;
        }
        return (double) bytes / time;
    }

    private int pass(SSLEngine client, SSLEngine server) throws SSLException {
        plain.clear();
        wire.clear();
        while (plain.hasRemaining()) {
            client.wrap(plain, wire);
        }
        wire.flip();
        back.clear();
        while (wire.hasRemaining()) {
            server.unwrap(wire, back);
        }
        return back.position();
    }

    private double handshakeMicros(Duration duration) throws SSLException {
        int count = 0;
        long start = cpu();
        long time = 0;
        while (time < duration.toNanos()) {
            var client = client();
            var server = servers.controlConnection();
            shakeHands(client, server);
            client.closeOutbound();
            server.closeOutbound();
            move(client, server);
            move(server, client);
            count++;
            time = cpu() - start;
        }
        return time / 1e3 / count;
    }

    private void shakeHands(SSLEngine client, SSLEngine server) throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        while (move(client, server) | move(server, client)) {
            Thread.onSpinWait();
        }
    }

    /// Gives what one has to say to the other; says whether there was anything.
    private boolean move(SSLEngine from, SSLEngine to) throws SSLException {
        wire.clear();
        while (from.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            from.wrap(ByteBuffer.allocate(0), wire);
        }
        wire.flip();
        boolean moved = wire.hasRemaining();
        while (wire.hasRemaining() && !to.isInboundDone()) {
            to.unwrap(wire, back.clear());
        }
        return moved;
    }
}
