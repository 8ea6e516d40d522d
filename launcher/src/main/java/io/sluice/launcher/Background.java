package io.sluice.launcher;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The way into the background. A JVM cannot fork: the first process starts itself once more and waits until the second
/// accepts connections, or has said why it cannot. The second then leaves the terminal: it becomes the leader of a
/// session of its own, and its standard streams become `/dev/null`.
final class Background {
    private static final String MARK = "SLUICE_BACKGROUND";
    private static final String READY = "ready";
    private static final String NULL_DEVICE = "/dev/null";
    private static final Path OWN_COMMAND = Path.of("/proc/self/cmdline");
    private static final int READ_AND_WRITE = 2;

    private Background() {}

    /// Present in the second process.
    static Optional<Background> ofThisProcess() {
        return System.getenv(MARK) == null ? Optional.empty() : Optional.of(new Background());
    }

    /// Starts the second process. Returns when it accepts connections, or has ended; then it has said why.
    static int start() throws NotServing, IOException {
        var builder = new ProcessBuilder(ownCommand())
                .redirectInput(new File(NULL_DEVICE))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put(MARK, "1");
        var child = builder.start();
        try (var said = child.inputReader(StandardCharsets.UTF_8)) {
            return said.lines().anyMatch(READY::equals) ? 0 : 1;
        }
    }

    private static List<String> ownCommand() throws NotServing, IOException {
        var self = ProcessHandle.current().info();
        var command = new ArrayList<String>();
        command.add(self.command().orElseThrow(Background::impossible));
        if (Files.isReadable(OWN_COMMAND)) {
            var words = List.of(Files.readString(OWN_COMMAND).split("\0", -1));
            command.addAll(words.subList(1, words.size() - 1));
        } else {
            command.addAll(List.of(self.arguments().orElseThrow(Background::impossible)));
        }
        return command;
    }

    private static NotServing impossible() {
        return new NotServing("fatal: cannot go into the background on this system; use -n");
    }

    /// Leaves the terminal, and tells the first process that all is well.
    void detach() {
        try (var arena = Arena.ofConfined()) {
            var device = (int) function("open", JAVA_INT, ADDRESS, JAVA_INT)
                    .invokeExact(arena.allocateFrom(NULL_DEVICE), READ_AND_WRITE);
            var duplicate = function("dup2", JAVA_INT, JAVA_INT, JAVA_INT);
            var _ = (int) function("setsid", JAVA_INT).invokeExact();
            var _ = (int) duplicate.invokeExact(device, 0);
            var _ = (int) duplicate.invokeExact(device, 2);
            System.out.println(READY);
            System.out.flush();
            var _ = (int) duplicate.invokeExact(device, 1);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot leave the terminal", e);
        }
    }

    @SuppressWarnings("restricted") // the manifest, or the start script, grants native access
    private static MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        var linker = Linker.nativeLinker();
        var address = linker.defaultLookup().findOrThrow(name);
        return linker.downcallHandle(address, FunctionDescriptor.of(result, arguments));
    }
}
