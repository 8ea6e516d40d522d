package io.sluice.tls.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PhraseProviderTest {
    @TempDir
    private Path directory;

    @Test
    @DisplayName("TLS-CFG-20 a provider that takes too long is killed")
    void isKilled() throws Exception {
        var pid = directory.resolve("pid");
        var program = program("echo $$ > " + pid + "; exec sleep 60");
        var provider = new PhraseProvider(program, "192.0.2.1:21", Duration.ofSeconds(1));

        assertThatExceptionOfType(UnusableFile.class)
                .isThrownBy(() -> provider.of(Path.of("/key.pem"), "RSA"))
                .withMessage("unable to use '/key.pem': TLSPassPhraseProvider '" + program
                        + "' told no pass phrase: it took longer than 1 seconds");
        var process = ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()));
        process.map(ProcessHandle::onExit).ifPresent(end -> assertThat(end).succeedsWithin(Duration.ofSeconds(10)));
        assertThat(PhraseProvider.LIMIT).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void aPhraseIsAllThatIsPrintedButALineEnd() throws Exception {
        var provider = new PhraseProvider(program("printf ' two words \\n'"), "192.0.2.1:21", PhraseProvider.LIMIT);

        assertThat(provider.of(Path.of("/key.pem"), "RSA")).isEqualTo(" two words ".toCharArray());
    }

    @Test
    void phrasesAreKept() throws Exception {
        var asked = new int[1];
        PassPhrases source = (_, _) -> {
            asked[0]++;
            return "phrase".toCharArray();
        };
        var kept = new KeptPhrases();

        assertThat(kept.or(source).of(Path.of("/key.pem"), "RSA")).isEqualTo("phrase".toCharArray());
        assertThat(kept.or(source).of(Path.of("/key.pem"), "RSA")).isEqualTo("phrase".toCharArray());
        assertThat(asked[0]).isEqualTo(1);
        kept.forget(Path.of("/key.pem"));
        assertThat(kept.or(source).of(Path.of("/key.pem"), "RSA")).isEqualTo("phrase".toCharArray());
        assertThat(asked[0]).isEqualTo(2);
    }

    private Path program(String text) throws IOException {
        return Files.setPosixFilePermissions(
                Files.writeString(directory.resolve("provider"), "#!/bin/sh\n" + text + "\n"),
                PosixFilePermissions.fromString("rwx------"));
    }
}
