package io.sluice.ban;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.ban.adapter.BanModule;
import io.sluice.module.ServerModule;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void theLibraryUsesTheJdkAlone() {
        classes()
                .that()
                .resideInAPackage("io.sluice.ban")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.sluice.ban")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.sluice.ban"));
    }

    @Test
    void theModuleIsFoundOnTheClassPath() {
        assertThat(ServiceLoader.load(ServerModule.class)).hasAtLeastOneElementOfType(BanModule.class);
    }

    @Test
    void theModuleIsProvidedOnTheModulePath() {
        var descriptor = ModuleFinder.of(Path.of("target/classes"))
                .find("io.sluice.ban")
                .orElseThrow()
                .descriptor();

        assertThat(descriptor.provides())
                .anySatisfy(provided -> assertThat(provided.providers()).containsExactly(BanModule.class.getName()));
        assertThat(descriptor.exports()).hasSize(1);
    }

    @Test
    void theManifestNamesWhatTheModuleStandsFor() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<sluice.modules>" + String.join(" ", new BanModule().standsFor()) + "</sluice.modules>");
    }
}
