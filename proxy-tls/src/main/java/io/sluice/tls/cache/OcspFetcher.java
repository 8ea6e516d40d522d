package io.sluice.tls.cache;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Brings requests to OCSP responders by HTTP (RFC 6960 appendix A). Nothing is made before the first one.
final class OcspFetcher implements AutoCloseable {
    /// The most bytes of a response that are read.
    static final int LARGEST = 64 * 1024;

    private static final int OK = 200;

    private Optional<HttpClient> client = Optional.empty();
    private boolean closed;

    private synchronized HttpClient client() throws OcspRefused {
        if (closed) {
            throw new OcspRefused("nobody is asked any more");
        }
        if (client.isEmpty()) {
            client = Optional.of(HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build());
        }
        return client.get();
    }

    /// Posts a request.
    ///
    /// @param limit the time that all of it may take
    byte[] fetch(URI responder, byte[] request, Duration limit) throws OcspRefused {
        var post = HttpRequest.newBuilder(responder)
                .timeout(limit)
                .header("Content-Type", "application/ocsp-request")
                .header("Accept", "application/ocsp-response")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request))
                .build();
        var exchange = client().sendAsync(post, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST));
        try {
            HttpResponse<byte[]> response = exchange.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new OcspRefused(responder + " answers with HTTP status " + response.statusCode());
            }
            return response.body();
        } catch (TimeoutException e) {
            throw new OcspRefused(responder + " did not answer within " + limit.toSeconds() + " seconds", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OcspRefused("interrupted", e);
        } catch (ExecutionException e) {
            var cause = e.getCause() instanceof IOException failure ? String.valueOf(failure.getMessage()) : "";
            throw new OcspRefused(responder + " cannot be asked" + (cause.isEmpty() ? "" : ": " + cause), e);
        } finally {
            exchange.cancel(true);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        client.ifPresent(HttpClient::shutdownNow);
        client = Optional.empty();
    }
}
