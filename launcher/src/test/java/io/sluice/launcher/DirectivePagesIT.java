package io.sluice.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.Directive;
import io.sluice.config.DirectiveReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each plugin that has directives has `docs/directives.md`, made from them as that of the core is:
/// `mvn verify -Dit.test=DirectivePagesIT -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dsluice.docs=write`
/// writes the pages anew. `README.md` at the top names them all.
class DirectivePagesIT {

    static List<ModuleFolder> folders() throws IOException {
        return ModuleFolder.below(Distribution.built().home().resolve("modules"));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void theReferenceIsThatOfThePlugin(ModuleFolder folder) throws IOException {
        var path = folder.name() + "/docs/directives.md";
        var reference = Path.of("..").resolve(path);
        var current = FolderContents.of(
                folder,
                contents ->
                        contents.directives().isEmpty() && contents.sections().isEmpty()
                                ? ""
                                : DirectiveReference.markdown(
                                        "Directives of " + folder.name(), contents.directives(), contents.sections()));
        if (current.isEmpty()) {
            assertThat(reference).doesNotExist();
            return;
        }
        if (System.getProperty("sluice.docs", "").equals("write")) {
            Files.createDirectories(reference.resolveSibling(""));
            Files.writeString(reference, current, UTF_8);
        }

        assertThat(Files.readString(reference, UTF_8)).isEqualTo(current);
        assertThat(Files.readString(Path.of("../README.md"), UTF_8)).contains("(" + path + ")");
    }

    @ParameterizedTest
    @MethodSource("folders")
    void everyDirectiveThatDoesSomethingHasSyntaxAndHelp(ModuleFolder folder) throws IOException {
        var all = FolderContents.of(folder, FolderContents::directives);

        assertThat(all)
                .filteredOn(directive -> !(directive.effect() instanceof Directive.Effect.None))
                .allSatisfy(directive -> {
                    if (directive.mostArguments() > 0) {
                        assertThat(directive.syntax()).as(directive + " syntax").isNotBlank();
                    }
                    assertThat(directive.help()).as(directive + " help").isNotBlank();
                });
    }
}
