package io.sluice.tls.openssl;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// OpenSSL and what is shared know nothing of the module around them.
class OpenSslPackagesTest {
    private static final String[] JDK = {"java..", "javax.net.ssl..", "javax.security.auth..", "org.jspecify.."};

    @Test
    void callDownOnly() {
        var all = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.sluice.tls");

        classes()
                .that()
                .resideInAPackage("io.sluice.tls.session")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK).or(resideInAnyPackage("io.sluice.tls.session")))
                .check(all);
        classes()
                .that()
                .resideInAPackage("io.sluice.tls.openssl")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(JDK)
                        .or(resideInAnyPackage("io.sluice.tls.session", "io.sluice.tls.openssl")))
                .check(all);
    }
}
