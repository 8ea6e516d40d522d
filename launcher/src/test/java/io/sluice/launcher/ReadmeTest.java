package io.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadmeTest {
    @ParameterizedTest
    @ValueSource(strings = {"reverse-proxy.conf", "forward-proxy.conf"})
    void showsTheExamplesThatTheTestsRun(String example) throws IOException {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("```\n" + Files.readString(Path.of("src/examples", example)) + "```\n");
    }

    @Test
    void showsTheCommandsThatMatter() throws IOException {
        assertThat(Files.readString(Path.of("../README.md")))
                .contains("mvn -q -DskipTests package && launcher/target/sluice/bin/sluice demo\n")
                .contains("mvn verify\n");
    }
}
