package io.sluice.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.system.client.Believing;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A client of TLS 1.2 that measures handshakes behind `AUTH TLS`, and believes every server.
final class FtpsHandshakes {
    private static final String HOST = "127.0.0.1";
    private static final int PATIENCE = 30_000;

    private final int port;
    private SSLContext context = Believing.context("TLSv1.2");
    private boolean keeps = true;
    private boolean resumed;
    private long created;

    private FtpsHandshakes(int port) {
        this.port = port;
    }

    static FtpsHandshakes with(int port) {
        return new FtpsHandshakes(port);
    }

    /// Whether the latest handshake has resumed the session of the one before it.
    boolean isResumed() {
        return resumed;
    }

    /// The time of the quickest handshake, in nanoseconds: each resumes the one before, where there was one.
    long quickestOf(int times) throws IOException {
        keeps = created != 0;
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < times; i++) {
            quickest = Math.min(quickest, once());
        }
        return quickest;
    }

    /// A handshake and its time.
    long once() throws IOException {
        if (!keeps) {
            context = Believing.context("TLSv1.2");
        }
        try (var plain = new Socket(HOST, port)) {
            plain.setSoTimeout(PATIENCE);
            plain.setTcpNoDelay(true);
            var lines = new BufferedReader(new InputStreamReader(plain.getInputStream(), US_ASCII));
            expect("220", lines);
            plain.getOutputStream().write("AUTH TLS\r\n".getBytes(US_ASCII));
            expect("234", lines);
            try (var secured = (SSLSocket) context.getSocketFactory().createSocket(plain, HOST, port, true)) {
                secured.setEnabledProtocols(new String[] {"TLSv1.2"});
                long begin = System.nanoTime();
                secured.startHandshake();
                long took = System.nanoTime() - begin;
                long createdNow = secured.getSession().getCreationTime();
                resumed = createdNow == created;
                created = createdNow;
                return took;
            }
        }
    }

    private static void expect(String code, BufferedReader lines) throws IOException {
        var line = lines.readLine();
        if (line == null || !line.startsWith(code + " ")) {
            throw new IOException("expected " + code + ", the gateway says " + line);
        }
    }
}
