package io.sluice.tls.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/// A program that tells pass phrases (`TLSPassPhraseProvider`): it is called with the address and port of the server
/// and the kind of key, and what it prints, up to a trailing line end, is the phrase. One that takes too long is
/// killed.
public record PhraseProvider(Path program, String server, Duration limit) implements PassPhrases {
    /// For how long the reference waits.
    public static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public char[] of(Path file, String purpose) throws UnusableFile {
        Process process;
        try {
            process = new ProcessBuilder(program.toString(), server, purpose)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw failed(file, UnusableFile.reason(e));
        }
        try {
            process.getOutputStream().close();
            var printed = new AtomicReference<>("");
            var reader = Thread.ofVirtual().start(() -> printed.set(output(process)));
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failed(file, "it took longer than " + limit.toSeconds() + " seconds");
            }
            reader.join();
            if (process.exitValue() != 0) {
                throw failed(file, "it ended with status " + process.exitValue());
            }
            return printed.get().replaceFirst("\r?\n\\z", "").toCharArray();
        } catch (IOException e) {
            throw failed(file, UnusableFile.reason(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed(file, "the wait for it was interrupted");
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    private static String output(Process process) {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "";
        }
    }

    private UnusableFile failed(Path file, String why) {
        return UnusableFile.of(file, "TLSPassPhraseProvider '" + program + "' told no pass phrase: " + why);
    }
}
