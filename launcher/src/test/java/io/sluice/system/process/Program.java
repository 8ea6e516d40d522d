package io.sluice.system.process;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Programs of the host. A test that needs one the host does not have is skipped with one line that says so, or fails
/// where the system property `sluice.peers` is `required`.
public final class Program {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Program() {}

    /// The path of a program, from `PATH`, from the folders of daemons, or from the folder that `.ci/run` unpacks
    /// servers into that exclude each other as packages.
    public static Path of(String name) {
        return find(name).orElseGet(() -> {
            unavailable(name + " is not on the PATH");
            throw new AssertionError();
        });
    }

    /// Skips or fails the running test where it is not run by root.
    public static void needsRoot(String name) {
        if (!root()) {
            unavailable(name + " is started by root only");
        }
    }

    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    static Optional<Path> find(String name) {
        var peers = Path.of(System.getProperty("sluice.peers.folder", "/opt/sluice-peers"));
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                                .map(Path::of),
                        Stream.of(
                                Path.of("/usr/sbin"),
                                Path.of("/usr/local/sbin"),
                                peers.resolve("usr/sbin"),
                                peers.resolve("usr/bin")))
                .map(folder -> folder.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static void unavailable(String why) {
        if ("required".equals(System.getProperty("sluice.peers"))) {
            fail("sluice.peers=required, and " + why);
        }
        if (SAID.add(why)) {
            System.out.println("skipped: " + why);
        }
        Assumptions.abort("skipped: " + why);
    }
}
