package io.sluice.tls.cache;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Brings requests to OCSP responders by HTTP (RFC 6960 appendix A). The client is that of `java.base`, the one that
/// every way to start the gateway has.
final class OcspFetcher implements AutoCloseable {
    /// The most bytes of a response that are read.
    static final int LARGEST = 64 * 1024;

    private volatile boolean closed;

    /// Posts a request.
    ///
    /// @param limit the time that all of it may take
    byte[] fetch(URI responder, byte[] request, Duration limit) throws OcspRefused {
        if (closed) {
            throw new OcspRefused("nobody is asked any more");
        }
        var connection = connection(responder, limit);
        var exchange = new FutureTask<>(() -> exchange(connection, request));
        Thread.ofVirtual().name("OCSP request").start(exchange);
        try {
            return exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw tooLate(responder, limit, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OcspRefused("interrupted", e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case SocketTimeoutException late -> tooLate(responder, limit, late);
                case OcspRefused refused -> new OcspRefused(responder + " " + refused.getMessage(), refused);
                case null, default -> new OcspRefused(responder + " cannot be asked: " + e.getCause(), e);
            };
        } finally {
            connection.disconnect();
        }
    }

    private static OcspRefused tooLate(URI responder, Duration limit, Exception cause) {
        return new OcspRefused(responder + " did not answer within " + limit.toSeconds() + " seconds", cause);
    }

    /// A connection that is not made yet.
    private static HttpURLConnection connection(URI responder, Duration limit) throws OcspRefused {
        try {
            if (!(responder.toURL().openConnection() instanceof HttpURLConnection connection)) {
                throw new OcspRefused(responder + " is no place for HTTP");
            }
            int millis = Math.toIntExact(Math.min(limit.toMillis(), Integer.MAX_VALUE));
            connection.setConnectTimeout(millis);
            connection.setReadTimeout(millis);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setDoOutput(true);
            connection.setRequestProperty("Content-Type", "application/ocsp-request");
            connection.setRequestProperty("Accept", "application/ocsp-response");
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            throw new OcspRefused(responder + " cannot be asked: " + e.getMessage(), e);
        }
    }

    private static byte[] exchange(HttpURLConnection connection, byte[] request) throws IOException, OcspRefused {
        connection.setFixedLengthStreamingMode(request.length);
        try (var out = connection.getOutputStream()) {
            out.write(request);
        }
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            throw new OcspRefused("answers with HTTP status " + status);
        }
        try (var in = connection.getInputStream()) {
            byte[] response = in.readNBytes(LARGEST + 1);
            if (response.length > LARGEST) {
                throw new OcspRefused("answers with more than " + LARGEST + " bytes");
            }
            return response;
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
