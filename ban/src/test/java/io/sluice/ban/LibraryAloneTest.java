package io.sluice.ban;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.module.peers.ReadmeExample;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryAloneTest {
    @Test
    void theExampleHasTenLines() throws IOException {
        assertThat(ReadmeExample.text().lines()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    @DisplayName("the example of the README bans whom it says, with this library and the JDK alone")
    void theExampleIsAServer(@TempDir Path directory) throws Exception {
        try (var example = ReadmeExample.start(directory, "io.sluice.ban.*", "java.time.*", "java.util.Optional")) {
            assertThat(example.saysTo("127.0.0.1")).isEqualTo("welcome");
            assertThat(example.saysTo("127.0.0.2")).isEqualTo("welcome");
            assertThat(example.saysTo("127.0.0.1")).isEqualTo("Too often, %a");
        }
    }
}
