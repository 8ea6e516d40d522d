package io.sluice.acl;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.sluice.acl.adapter.AclModule;
import io.sluice.module.ServerModule;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class LayersTest {
    @Test
    void theLibraryUsesTheJdkAloneButForFilesOfGeography() {
        var library = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.sluice.acl");

        classes()
                .that()
                .resideInAPackage("io.sluice.acl")
                .and()
                .haveNameNotMatching(GeoDatabase.class.getName() + ".*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.sluice.acl")
                .check(library);
        classes()
                .that()
                .haveNameMatching(GeoDatabase.class.getName() + ".*")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "io.sluice.acl", "com.maxmind.db")
                .check(library);
    }

    @Test
    void theModuleIsFoundOnTheClassPath() {
        assertThat(ServiceLoader.load(ServerModule.class)).hasAtLeastOneElementOfType(AclModule.class);
    }

    @Test
    void theModuleIsProvidedOnTheModulePath() {
        var descriptor = ModuleFinder.of(Path.of("target/classes"))
                .find("io.sluice.acl")
                .orElseThrow()
                .descriptor();

        assertThat(descriptor.provides())
                .anySatisfy(provided -> assertThat(provided.providers()).containsExactly(AclModule.class.getName()));
        assertThat(descriptor.exports()).hasSize(1);
    }

    @Test
    void theManifestNamesWhatTheModuleStandsFor() throws Exception {
        assertThat(Files.readString(Path.of("pom.xml")))
                .contains("<sluice.modules>" + String.join(" ", new AclModule().standsFor()) + "</sluice.modules>");
    }
}
