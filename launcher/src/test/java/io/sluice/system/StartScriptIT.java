package io.sluice.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Program;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `bin/sluice`: from wherever it is called, whatever Java the machine offers.
class StartScriptIT {
    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final Path HOME = Path.of(System.getProperty("sluice.home")).toAbsolutePath();
    private static final Path SCRIPT = HOME.resolve("bin/sluice");
    private static final String NONE_FOUND =
            "sluice: needs a JDK 25 or newer and found none; install one, or set SLUICE_JAVA_HOME to its directory\n";

    @RegisterExtension
    final Scene scene = new Scene();

    private Path jdk;

    @BeforeEach
    void findJdk() {
        jdk = Path.of(System.getProperty("java.home"));
    }

    @Test
    void isFoundThroughLinksFromAnotherFolder() throws IOException {
        var bin = scene.folder("bin");
        var elsewhere = scene.folder("elsewhere");
        Files.createSymbolicLink(bin.resolve("real"), SCRIPT);
        Files.createSymbolicLink(bin.resolve("sluice"), Path.of("real"));

        assertThat(version(elsewhere, List.of(), "../" + bin.getFileName() + "/sluice")
                        .output())
                .startsWith("Sluice Version");
        assertThat(version(elsewhere, List.of("PATH=" + bin + ":" + System.getenv("PATH")), "sluice")
                        .output())
                .startsWith("Sluice Version");
    }

    @Test
    void worksInAPathWithABlank() throws IOException {
        var copy = copy(scene.folder().resolve("my programs/sluice"));

        var list = run(scene.folder(), List.of(), copy.resolve("bin/sluice").toString(), "-l");

        assertThat(list.awaitExit(BOUND)).as(list.toString()).isZero();
        assertThat(list.output()).contains("mod_acl.c");
        assertThat(list.errors()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Dsome.property=value -Xmx300m",
                "-Xmx12m",
                "-XX:+UseG1GC",
                "-XX:+UseZGC -XX:MaxRAMPercentage=20",
                "-XX:-UseCompressedOops",
                "-XX:+UseCompactObjectHeaders",
                "-Xshare:off",
                "-XX:AOTMode=off",
                "--add-modules=java.sql",
            })
    void javaOptsNeitherBreakNorWarn(String options) {
        good(version(scene.folder(), List.of("JAVA_OPTS=" + options), SCRIPT.toString()));
    }

    @Test
    void javaOptsReachTheMachine() {
        var told = version(
                scene.folder(), List.of("JAVA_OPTS=-XshowSettings:properties -Dsome.property=here"), SCRIPT.toString());

        assertThat(told.output() + told.errors()).contains("some.property = here");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "garbage"})
    void anUnusableCacheOfClassesIsPassedOverInSilence(String content) throws IOException {
        var copy = copy(scene.folder().resolve("copy"));
        Files.writeString(copy.resolve("lib/sluice.aot"), content);

        good(version(scene.folder(), List.of(), copy.resolve("bin/sluice").toString()));
    }

    @Test
    void aCacheOfOtherJarsIsPassedOverInSilence() throws IOException {
        var copy = copy(scene.folder().resolve("copy"));
        Files.setLastModifiedTime(copy.resolve("lib/sluice.jar"), FileTime.fromMillis(1_000_000_000_000L));

        good(version(scene.folder(), List.of(), copy.resolve("bin/sluice").toString()));
    }

    @Test
    void theCacheOfClassesServesWhereverTheDistributionIsUnpacked() throws IOException {
        ChildProcess.run(scene.folder(), "tar", BOUND, List.of("tar", "-xzf", HOME.getParent() + "/" + archive()));
        var unpacked = scene.folder().resolve(archive().replace(".tar.gz", ""));

        var told = version(
                scene.folder(),
                List.of("JAVA_OPTS=-Xlog:class+load=info"),
                unpacked.resolve("bin/sluice").toString());

        assertThat(told.output()).contains("io.sluice.launcher.Installation source: shared objects file");
    }

    private static String archive() throws IOException {
        try (var files = Files.list(HOME.getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Nested
    class ChoosesAJdk {
        @Test
        void passesOverAJavaHomeThatIsTooOld() throws IOException {
            var old = fake("17.0.12");

            good(version(
                    scene.folder(),
                    List.of("JAVA_HOME=" + old, "PATH=" + jdk + "/bin:/usr/bin:/bin"),
                    SCRIPT.toString()));
        }

        @Test
        void takesTheOneItIsToldToTake() throws IOException {
            var told = version(scene.folder(), List.of("SLUICE_JAVA_HOME=" + fake("25.0.1")), SCRIPT.toString());

            assertThat(told.output()).isEqualTo("fake 25.0.1\n");
        }

        @Test
        void doesNotReplaceTheOneItIsToldToTake() throws IOException {
            var old = fake("17.0.12");

            var refused = run(scene.folder(), List.of("SLUICE_JAVA_HOME=" + old), SCRIPT.toString(), "-v");

            assertThat(refused.awaitExit(BOUND)).isEqualTo(1);
            assertThat(refused.errors()).isEqualTo("sluice: SLUICE_JAVA_HOME=" + old + " is not a JDK 25 or newer\n");
        }

        /// In a root directory of its own, where no JDK is anywhere.
        @Test
        void saysSoWhereThereIsNone() throws IOException {
            Program.needsRoot("chroot");
            var root = scene.folder("root");
            var tools =
                    Stream.of("sh", "readlink").map(name -> Program.of(name)).toList();
            for (var tool : tools) {
                install(root, tool);
            }
            Files.createDirectories(root.resolve("opt/sluice/bin"));
            Files.copy(SCRIPT, root.resolve("opt/sluice/bin/sluice"));

            var refused = scene.owns(ChildProcess.start(
                    scene.folder(),
                    "sluice",
                    List.of(
                            Program.of("chroot").toString(),
                            root.toString(),
                            tools.getFirst().toString(),
                            "/opt/sluice/bin/sluice",
                            "-v")));

            assertThat(refused.awaitExit(BOUND)).as(refused.toString()).isEqualTo(1);
            assertThat(refused.errors()).isEqualTo(NONE_FOUND);
            assertThat(refused.output()).isEmpty();
        }

        /// A JDK by its looks, which says its version and nothing else.
        private Path fake(String version) throws IOException {
            var folder = scene.folder("jdk");
            Files.writeString(folder.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
            var java = Files.createDirectories(folder.resolve("bin")).resolve("java");
            Files.writeString(java, "#!/bin/sh\necho fake " + version + "\n");
            assertThat(java.toFile().setExecutable(true)).isTrue();
            return folder;
        }
    }

    private static void good(ChildProcess version) {
        assertThat(version.output()).startsWith("Sluice Version").hasLineCount(1);
        assertThat(version.errors()).isEmpty();
    }

    private ChildProcess version(Path folder, List<String> environment, String program) {
        var version = run(folder, environment, program, "-v");
        assertThat(version.awaitExit(BOUND)).as(version.toString()).isZero();
        return version;
    }

    /// Runs a program with this environment and nothing of Java in it otherwise.
    private ChildProcess run(Path folder, List<String> environment, String program, String argument) {
        var command = new ArrayList<>(
                List.of("/usr/bin/env", "-u", "JAVA_HOME", "-u", "SLUICE_JAVA_HOME", "-u", "JAVA_OPTS"));
        command.addAll(environment);
        command.addAll(List.of(program, argument));
        return scene.owns(ChildProcess.start(folder, "sluice", command));
    }

    /// The distribution with its own script and its own copy of `lib`.
    private static Path copy(Path to) throws IOException {
        Files.createDirectories(to);
        for (var folder : List.of("bin", "lib")) {
            Files.createDirectories(to.resolve(folder));
            try (var files = Files.list(HOME.resolve(folder))) {
                for (var file : files.toList()) {
                    Files.copy(
                            file, to.resolve(folder).resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Files.createSymbolicLink(to.resolve("modules"), HOME.resolve("modules"));
        return to;
    }

    /// Copies a program, and the libraries that `ldd` names, to the same places below a root directory.
    private void install(Path root, Path program) throws IOException {
        var needed = ChildProcess.run(
                        scene.folder(), "ldd", BOUND, List.of(Program.of("ldd").toString(), program.toString()))
                .lines()
                .flatMap(line -> Stream.of(line.strip().split("\\s+")))
                .filter(word -> word.startsWith("/"))
                .map(Path::of);
        for (var file : Stream.concat(Stream.of(program), needed).toList()) {
            var copy = root.resolve(Path.of("/").relativize(file));
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(file.toRealPath(), copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }
}
