package io.sluice.tls;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// Dependencies between the packages run one way.
class LayersTest {
    @Test
    void packagesCallDownOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("module")
                .definedBy("io.sluice.tls")
                .layer("engine")
                .definedBy("io.sluice.tls.engine")
                .layer("cache")
                .definedBy("io.sluice.tls.cache")
                .layer("openssl")
                .definedBy("io.sluice.tls.openssl")
                .layer("session")
                .definedBy("io.sluice.tls.session")
                .layer("verify")
                .definedBy("io.sluice.tls.verify")
                .layer("settings")
                .definedBy("io.sluice.tls.settings")
                .layer("keys")
                .definedBy("io.sluice.tls.keys")
                .layer("suites")
                .definedBy("io.sluice.tls.suites")
                .whereLayer("module")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("engine")
                .mayOnlyBeAccessedByLayers("module")
                .whereLayer("verify")
                .mayOnlyBeAccessedByLayers("module", "engine")
                .whereLayer("settings")
                .mayOnlyBeAccessedByLayers("module", "engine", "verify")
                .whereLayer("cache")
                .mayOnlyBeAccessedByLayers("module")
                .whereLayer("openssl")
                .mayOnlyBeAccessedByLayers("engine")
                .whereLayer("session")
                .mayOnlyBeAccessedByLayers("module", "engine", "cache", "openssl")
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.sluice.tls"));
    }
}
