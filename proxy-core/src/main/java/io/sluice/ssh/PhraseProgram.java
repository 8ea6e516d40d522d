package io.sluice.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A program that tells pass phrases (`ProxySFTPPassPhraseProvider`): it is called with the name and port of the server
/// and with the file of the key, and what it prints, up to a line end, is the phrase. One that takes too long is
/// killed.
///
/// @param server name and port, with a colon between
public record PhraseProgram(Path program, String server, Duration limit) {
    /// How long it may take.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    /// The phrase for a file.
    String phrase(Path file) throws IOException {
        var process = new ProcessBuilder(program.toString(), server, file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            process.getOutputStream().close();
            var printed = new CompletableFuture<String>();
            Thread.ofVirtual().start(() -> {
                try { // one line, as something that the program leaves behind may keep its output open
                    var line = process.inputReader(StandardCharsets.UTF_8).readLine();
                    printed.complete(line == null ? "" : line);
                } catch (IOException e) {
                    printed.completeExceptionally(e);
                }
            });
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw tooLong();
            }
            if (process.exitValue() != 0) {
                throw failed("it ended with status " + process.exitValue());
            }
            return printed.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e);
        } catch (TimeoutException _) {
            throw tooLong();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("the wait for it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private IOException tooLong() {
        return failed("it took longer than " + limit.toSeconds() + " seconds");
    }

    private IOException failed(String why) {
        return new IOException("ProxySFTPPassPhraseProvider '" + program + "' told no pass phrase: " + why);
    }
}
