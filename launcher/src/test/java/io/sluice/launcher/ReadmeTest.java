package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReadmeTest {
    private static final Path EXAMPLE = Path.of("src/examples/reverse-proxy.conf");

    @Test
    void showsTheExampleThatTheTestsRun() throws IOException {
        assertThat(Files.readString(Path.of("../README.md"))).contains("```\n" + Files.readString(EXAMPLE) + "```\n");
    }

    @Test
    void showsTheCommandsThatMatter() throws IOException {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("mvn -q -DskipTests package && launcher/target/sluice/bin/sluice demo\n")
                .contains("mvn verify\n");
    }
}
