package io.sluice.launcher;

import io.sluice.config.Outline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/// One folder of `modules/`: a plugin with the libraries it needs, not loaded yet.
///
/// The ProFTPD modules it stands for are in the manifest of one of its jars (`Sluice-Modules: mod_tls.c …`), so that a
/// choice can be made before any of its code is seen. A folder whose jars say nothing is `mod_<folder>.c`, but one with
/// the JDBC driver of a database that `SQLBackend` knows is `mod_sql_<database>.c`.
///
/// A plugin that does nothing unless a configuration has one of its directives, sections or kinds of store says there
/// what these are (`Sluice-Directives: RedisServer redis …`), and is not loaded for a file without them: the start is
/// so much faster.
///
/// @param directives those names, in lower case; none where the plugin does not say
record ModuleFolder(Path path, List<String> standsFor, Set<String> directives) {
    private static final String ALWAYS = "acl";
    private static final String DRIVERS = "META-INF/services/java.sql.Driver";

    /// The databases of `SQLBackend`, by the packages of their drivers.
    private static final Map<String, String> DATABASES =
            Map.of("org.postgresql.", "postgres", "com.mysql.", "mysql", "org.mariadb.", "mysql");

    private static final Attributes.Name MODULES = new Attributes.Name("Sluice-Modules");
    private static final Attributes.Name DIRECTIVES = new Attributes.Name("Sluice-Directives");

    ModuleFolder {
        standsFor = List.copyOf(standsFor);
        directives = Set.copyOf(directives);
    }

    /// A folder that does not say what its directives are.
    ModuleFolder(Path path, List<String> standsFor) {
        this(path, standsFor, Set.of());
    }

    String name() {
        return path.getFileName().toString();
    }

    /// The folders below a directory, by name; none if there is no such directory.
    static List<ModuleFolder> below(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        var found = new ArrayList<ModuleFolder>();
        try (var paths = Files.list(directory)) {
            for (var path : paths.filter(Files::isDirectory).sorted().toList()) {
                found.add(read(path));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    /// The folders that a configuration gets whose `LoadModule` lines name these modules: those that stand for one of
    /// them, and `acl`, which ProFTPD has in its core. Where no line names any, all of them, like a static build.
    static List<ModuleFolder> chosen(List<ModuleFolder> present, Set<String> named) {
        return present.stream()
                .filter(folder -> named.isEmpty()
                        || folder.name().equals(ALWAYS)
                        || folder.standsFor().stream().anyMatch(named::contains))
                .toList();
    }

    /// Whether it has a part in what a file says; so it is taken where the folder does not say.
    boolean hasPart(Outline outline) {
        return directives.isEmpty()
                || directives.stream()
                        .anyMatch(name -> outline.names().contains(name)
                                || outline.kinds().contains(name));
    }

    private static ModuleFolder read(Path folder) throws IOException {
        var database = Optional.<String>empty();
        try (var jars = Files.newDirectoryStream(folder, "*.jar")) {
            for (var jar : jars) {
                var said = manifest(jar);
                var names = words(said.getValue(MODULES));
                if (!names.isEmpty()) {
                    return new ModuleFolder(folder, names, directives(said));
                }
                database = database.or(() -> databaseOf(jar));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        // A plugin may have a driver among its libraries, so that the name of one counts where no manifest says
        // another.
        return new ModuleFolder(
                folder,
                List.of("mod_"
                        + database.map(each -> "sql_" + each)
                                .orElse(folder.getFileName().toString()) + ".c"));
    }

    private static Set<String> directives(Attributes said) {
        return words(said.getValue(DIRECTIVES)).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static List<String> words(String text) {
        return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }

    /// The kind of database a jar has a driver for, if it has one and the kind is known.
    private static Optional<String> databaseOf(Path jar) {
        try (var file = new JarFile(jar.toFile())) {
            var entry = file.getEntry(DRIVERS);
            if (entry == null) {
                return Optional.empty();
            }
            var drivers = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            return DATABASES.entrySet().stream()
                    .filter(known -> drivers.contains(known.getKey()))
                    .map(Map.Entry::getValue)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Attributes manifest(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            var manifest = file.getManifest();
            return manifest == null ? new Attributes() : manifest.getMainAttributes();
        }
    }
}
