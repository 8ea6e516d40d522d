package io.sluice.launcher;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the program lies: the directory with `bin`, `lib` and `modules`.
record Installation(Path home) {
    /// Where a configuration is looked for when none is named.
    static final List<String> CONFIGURATION_PLACES =
            List.of("/etc/sluice/sluice.conf", "/etc/proftpd/proftpd.conf", "/etc/proftpd.conf");

    /// The installation this class was loaded from, `-Dsluice.home` if it is set.
    static Installation ofThisProgram() {
        var named = Optional.ofNullable(System.getProperty("sluice.home"));
        return new Installation(
                named.map(Path::of).orElseGet(() -> library().toAbsolutePath().resolveSibling("")));
    }

    /// The directory that holds the jar of this class, or the classes themselves.
    static Path library() {
        var source = Installation.class.getProtectionDomain().getCodeSource();
        try {
            return Path.of(source.getLocation().toURI()).resolve("..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a file: " + source.getLocation(), e);
        }
    }

    Path modules() {
        return home.resolve("modules");
    }

    Path defaultConfiguration() {
        return CONFIGURATION_PLACES.stream()
                .map(Path::of)
                .filter(Files::exists)
                .findFirst()
                .orElse(Path.of(CONFIGURATION_PLACES.getFirst()));
    }
}
