package io.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    /// From the top down: a package may use those after it.
    private static final List<String> PACKAGES = List.of(
            "admin",
            "server",
            "proxy",
            "ssh",
            "transfer",
            "session",
            "filter",
            "auth",
            "datastore",
            "sql",
            "log",
            "module",
            "config",
            "ftp",
            "net",
            "os");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.sluice");

    @Test
    void arrowsBetweenPackagesRunDown() {
        for (var i = 0; i < PACKAGES.size(); i++) {
            var above = PACKAGES.subList(0, i).stream()
                    .map(name -> "io.sluice." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("io.sluice." + PACKAGES.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage("io.sluice")
                    .allowEmptyShould(true)
                    .check(CORE);
        }
    }

    @Test
    void policiesAndLookupsKnowNothingOfTheRolesThatUseThem() {
        noClasses()
                .that()
                .resideInAnyPackage("io.sluice.proxy.policy..", "io.sluice.proxy.lookup..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.proxy")
                .check(CORE);
    }

    @Test
    void theWireDoesNoInputOrOutput() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.ftp..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels..", "java.nio.file..")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.io\\.(File|IOException|InputStream|OutputStream|Reader|Writer).*")
                .orShould()
                .dependOnClassesThat()
                .haveNameMatching("java\\.net\\.(Server|Datagram)?Socket")
                .check(CORE);
    }

    @Test
    void theWireNeedsTheJdkAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.sluice.ftp..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "io.sluice.ftp..", "org.jspecify..")
                .check(CORE);
    }

    @Test
    void commonsNetIsSeenByListingsInTranslationAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.sluice.transfer.listing")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.commons.net..")
                .check(CORE);
    }

    @Test
    void theCorePrintsNothing() {
        noClasses().should().accessField(System.class, "out").check(CORE);
    }
}
