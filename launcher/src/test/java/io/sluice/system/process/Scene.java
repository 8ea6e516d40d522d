package io.sluice.system.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/// All that one test starts: a folder of its own, and what is to be closed when the test ends, last first, whichever
/// way it ends. After a failure it prints what the processes wrote.
public final class Scene implements BeforeEachCallback, AfterEachCallback {
    private final Deque<AutoCloseable> owned = new ConcurrentLinkedDeque<>();
    private final AtomicInteger folders = new AtomicInteger();
    private Path folder = Path.of("/nonexistent");

    @Override
    public void beforeEach(ExtensionContext context) {
        open();
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        close(isFailed(context));
    }

    static boolean isFailed(ExtensionContext test) {
        return test.getExecutionException()
                .filter(e -> !(e instanceof TestAbortedException))
                .isPresent();
    }

    void open() {
        try {
            folder = Files.createTempDirectory("sluice-it-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Prints what the processes wrote so far.
    void show() {
        owned.forEach(System.out::println);
    }

    void close(boolean showing) throws Exception {
        while (!owned.isEmpty()) {
            var last = owned.pop();
            last.close();
            if (showing) {
                System.out.println(last);
            }
        }
        delete(folder);
    }

    /// The test's own folder, which every user may enter.
    public Path folder() {
        return folder;
    }

    /// A new folder inside the test's own.
    public Path folder(String name) {
        try {
            var created = Files.createDirectory(folder.resolve(name + "-" + folders.incrementAndGet()));
            return Files.setPosixFilePermissions(created, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Closes the resource at the end of the test.
    public <T extends AutoCloseable> T owns(T resource) {
        owned.push(resource);
        return resource;
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
