package io.sluice.acl;

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
    @DisplayName("the example of the README lets in whom it says, with this library and the JDK alone")
    void theExampleIsAServer(@TempDir Path directory) throws Exception {
        try (var example = ReadmeExample.start(directory, "io.sluice.acl.*", "java.util.List")) {
            assertThat(example.saysTo("127.0.0.1")).isEqualTo("staff by [127.0.0.1] in access.list:12");
            assertThat(example.saysTo("127.0.0.2")).isEmpty();
        }
    }
}
