package io.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/directives.md` is made from the directive table: `mvn test -pl proxy-core -Dtest=DirectiveDocumentationTest
/// -Dsluice.docs=write` writes it anew.
class DirectiveDocumentationTest {
    private static final Path REFERENCE = Path.of("docs/directives.md");

    @Test
    void theReferenceIsThatOfTheTable() throws IOException {
        var current = DirectiveReference.markdown(GatewaySettings.table(List.of()));
        if (System.getProperty("sluice.docs", "").equals("write")) {
            Files.writeString(REFERENCE, current, UTF_8);
        }

        assertThat(Files.readString(REFERENCE, UTF_8)).isEqualTo(current);
    }

    @Test
    void everyDirectiveThatDoesSomethingHasSyntaxAndHelp() {
        assertThat(GatewaySettings.table(List.of()).all())
                .filteredOn(directive -> !(directive.effect() instanceof Directive.Effect.None))
                .allSatisfy(directive -> {
                    assertThat(directive.syntax()).as(directive + " syntax").isNotBlank();
                    assertThat(directive.help()).as(directive + " help").isNotBlank();
                });
    }
}
