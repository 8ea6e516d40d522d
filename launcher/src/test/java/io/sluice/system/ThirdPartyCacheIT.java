package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.system.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// A store by somebody else, the example `cache-files`: built by Maven on its own against what this build would
/// install, held to the kit by its own test, dropped into `modules/`, and used by gateways.
///
/// What this build would install goes into a local repository below `target`, in which everything else is a link to the
/// repository of this build.
@DisplayName("CACHE-121 A store by somebody else passes the kit and serves gateways")
class ThirdPartyCacheIT extends SharedDatastore {
    private static final Path PLACE = Path.of("target", "third-party").toAbsolutePath();
    private static final Path PROJECT = PLACE.resolve("cache-files");
    private static final Path REPOSITORY = PLACE.resolve("repository");
    private static final Path HOME = PLACE.resolve("sluice");
    private static final Duration BUILD = Duration.ofMinutes(4);

    private static String built = "";
    private Path directory;

    @BeforeAll
    static void buildAndInstall() throws IOException {
        delete(PLACE);
        fillRepository();
        copy(Path.of("src", "examples", "cache-files"), PROJECT);
        built = build();
        copyDistribution();
    }

    @BeforeEach
    void aDirectory() {
        directory = scene.folder("shared");
    }

    @Override
    Path home() {
        return HOME;
    }

    @Override
    SluiceConfiguration sharing(SluiceConfiguration configuration, String prefix) {
        return configuration.with("ProxyDatastore", "files:" + directory + " " + prefix);
    }

    @Test
    @DisplayName("CACHE-121 the kit says of each group of rules what passed and what was skipped")
    void theKitReports() {
        assertThat(built)
                .containsPattern("Tests run: 11, Failures: 0, Errors: 0, Skipped: 0, .*Values")
                .containsPattern("Tests run: 12, Failures: 0, Errors: 0, Skipped: 2, .*Conditions")
                .containsPattern("Tests run: 8, Failures: 0, Errors: 0, Skipped: 8, .*Counters")
                .containsPattern("BUILD SUCCESS");
    }

    @Test
    @DisplayName("CACHE-110 its name, its directive and its module are those of the gateway")
    void itIsConfiguredAsAnyOther() {
        var folder = scene.folder("sluice");
        assertThat(check(folder, "LoadModule mod_files.c\nFilesSync on\nProxyDatastore files:" + directory))
                .isEmpty();
        assertThat(check(folder, "FilesSync perhaps")).contains("FilesSync", "'perhaps'; expected on or off", "line");
        assertThat(check(folder, "ProxyDatastore files:relative")).contains("expected files:/a/directory");
    }

    private static String check(Path folder, String text) {
        try {
            var file = Files.writeString(folder.resolve("checked.conf"), text + "\n");
            var command = List.of(HOME.resolve("bin/sluice").toString(), "-t", "-c", file.toString());
            try (var child = ChildProcess.start(folder, "check", command)) {
                var status = child.awaitExit(Duration.ofSeconds(60));
                assertThat(status).as(child.errors()).isEqualTo(child.errors().isEmpty() ? 0 : 1);
                return child.errors();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String build() {
        var maven = Path.of(System.getProperty("sluice.maven.home"), "bin", "mvn");
        var command = new ArrayList<>(List.of(
                maven.toString(),
                "-B",
                "-ntp",
                "verify",
                "-Dmaven.repo.local=" + REPOSITORY,
                "-Dsluice.version=" + System.getProperty("sluice.version")));
        Map.of("-s", "sluice.maven.settings", "-gs", "sluice.maven.settings.global")
                .forEach((option, property) -> {
                    var settings = System.getProperty(property);
                    if (Files.exists(Path.of(settings))) {
                        command.addAll(List.of(option, settings));
                    }
                });
        if (System.getProperty("sluice.maven.mode").equals("offline=true")) {
            command.add("-o");
        }
        var environment = Map.of("JAVA_HOME", System.getProperty("java.home"), "MAVEN_ARGS", "");
        try (var child = ChildProcess.start(PROJECT, "mvn", command, environment)) {
            assertThat(child.awaitExit(BUILD)).as(child.output()).isZero();
            return child.output();
        }
    }

    private static void fillRepository() throws IOException {
        var version = System.getProperty("sluice.version");
        var parent =
                Files.createDirectories(REPOSITORY.resolve("io/sluice/sluice").resolve(version));
        Files.copy(Path.of("../pom.xml"), parent.resolve("sluice-" + version + ".pom"));
        var api = Files.createDirectories(
                REPOSITORY.resolve("io/sluice/cache-api").resolve(version));
        Files.copy(Path.of("../cache-api/pom.xml"), api.resolve("cache-api-" + version + ".pom"));
        for (var jar : List.of("cache-api-" + version + ".jar", "cache-api-" + version + "-tests.jar")) {
            Files.copy(Path.of("../cache-api/target", jar), api.resolve(jar));
        }
        var others = Path.of(System.getProperty("sluice.maven.repository"));
        link(others, REPOSITORY, "io");
        if (Files.isDirectory(others.resolve("io"))) {
            link(others.resolve("io"), REPOSITORY.resolve("io"), "sluice");
        }
    }

    private static void copyDistribution() throws IOException {
        var under = SluiceProcess.home();
        Files.createDirectories(HOME.resolve("bin"));
        Files.copy(under.resolve("bin/sluice"), HOME.resolve("bin/sluice"), StandardCopyOption.COPY_ATTRIBUTES);
        link(under, HOME, "bin", "modules");
        link(under.resolve("modules"), Files.createDirectories(HOME.resolve("modules")));
        var folder = Files.createDirectories(HOME.resolve("modules/cache-files"));
        Files.copy(PROJECT.resolve("target/cache-files.jar"), folder.resolve("cache-files.jar"));
    }

    /// Links everything in a folder from another, but for some names.
    private static void link(Path from, Path into, String... except) throws IOException {
        try (var entries = Files.list(from)) {
            for (var entry : entries.toList()) {
                if (!List.of(except).contains(entry.getFileName().toString())) {
                    Files.createSymbolicLink(into.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static void copy(Path from, Path into) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (var each :
                    all.filter(path -> !path.startsWith(from.resolve("target"))).toList()) {
                var target = into.resolve(from.relativize(each).toString());
                if (Files.isDirectory(each)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(each, target);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }
}
