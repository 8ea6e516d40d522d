package io.sluice.peers;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// Programs of the host. A test that needs one the host does not have is skipped with one line that says so, or fails
/// where the system property `sluice.peers` is `required`; so is one that needs anything else of the host.
public final class Program {
    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Program() {}

    /// The path of a program, from `PATH`, from the folders of daemons, or from the folder that `.ci/run` unpacks
    /// servers into that exclude each other as packages.
    public static Path of(String name) {
        return find(name).orElseGet(() -> missing(name + " is not on the PATH"));
    }

    /// Skips or fails the running test where it is not run by root.
    public static void needsRoot(String name) {
        if (!root()) {
            missing(name + " is started by root only");
        }
    }

    public static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static Optional<Path> find(String name) {
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

    /// Skips or fails the running test.
    ///
    /// @param why what the host has not
    public static <T> T missing(String why) {
        if ("required".equals(System.getProperty("sluice.peers"))) {
            fail("sluice.peers=required, and " + why);
        }
        if (SAID.add(why)) {
            System.out.println("skipped: " + why);
        }
        return Assumptions.abort("skipped: " + why);
    }
}
