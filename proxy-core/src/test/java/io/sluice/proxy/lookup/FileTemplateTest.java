package io.sluice.proxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.config.BadValue;
import io.sluice.ftp.WireText;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileTemplateTest {
    private final FileTemplate template = template("/etc/backends/%U.json");

    @Test
    @DisplayName("PROXY-RC-11 PROXY-RC-12 %U stands for the user, %g for the primary group")
    void theVariableTellsWhoseNameIsPutIn() {
        assertThat(template.key()).isEqualTo(FileTemplate.Key.USER);
        assertThat(template("/etc/%g/servers.json").key()).isEqualTo(FileTemplate.Key.GROUP);
        assertThat(template.file("joe")).contains(Path.of("/etc/backends/joe.json"));
        assertThat(template("/etc/%g/servers.json").file("staff")).contains(Path.of("/etc/staff/servers.json"));
    }

    @Test
    void namesAreUtf8() {
        assertThat(template.file(WireText.of("jörg"))).contains(Path.of("/etc/backends/jörg.json"));
        assertThat(template.file("j\u00f6rg")).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("PROXY-RC-18 LOG-57 a name that is none for a file never yields one")
    @ValueSource(strings = {"", ".", "..", "../joe", "a/b", "/etc/passwd", "a\\b", "a\0b", "a\nb", "a\tb", "a\u007fb"})
    void illegalNames(String name) {
        assertThat(template.file(name)).isEmpty();
    }

    @Test
    @DisplayName("LOG-57 a name of more than 255 bytes never yields a file")
    void longNames() {
        assertThat(template.file("a".repeat(255))).isPresent();
        assertThat(template.file("a".repeat(256))).isEmpty();
        assertThat(template.file(WireText.of("ö".repeat(128)))).isEmpty();
    }

    @Test
    void bothVariablesInOnePathAreRefused() {
        assertThatThrownBy(() -> FileTemplate.of("/etc/%U/%g.json")).isInstanceOf(BadValue.class);
    }

    private static FileTemplate template(String path) {
        try {
            return FileTemplate.of(path).orElseThrow();
        } catch (BadValue e) {
            throw new AssertionError(e);
        }
    }
}
