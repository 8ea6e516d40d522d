package io.sluice.system;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import io.sluice.cache.shm.ShmProvider;
import io.sluice.peers.Await;
import io.sluice.system.process.ChildProcess;
import io.sluice.system.process.Scene;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Another process that writes to shared memory without pause.
final class ShmWriter {
    private static final Duration HOUR = Duration.ofHours(1);

    private ShmWriter() {}

    /// Writes to a file of TLS sessions until it is ended.
    public static void main(String[] arguments) throws CacheException {
        try (var store = open(arguments[0])) {
            var cache = store.namespace("writer.".getBytes(US_ASCII));
            var value = new byte[10_000];
            while (true) {
                put(cache, value);
            }
        }
    }

    /// Ends a writer that was stopped.
    @FunctionalInterface
    interface Ending extends AutoCloseable {
        @Override
        void close();
    }

    /// Starts one and stops it at a moment at which it has the lock: nobody else can write. Closing ends it.
    static Ending stoppedWithTheLock(Scene scene, String file) throws CacheException {
        var writer = scene.owns(ChildProcess.start(
                scene.folder("writer"),
                "writer",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ShmWriter.class.getName(),
                        file)));
        try (var store = open(file)) {
            var cache = store.namespace("looker.".getBytes(US_ASCII));
            Await.until("the writer writes", () -> store.statistics().more().get("attached") == 3);
            Await.until("the writer has the lock while it is stopped", () -> {
                writer.signal("STOP");
                if (isLocked(cache)) {
                    return true;
                }
                writer.signal("CONT");
                return false;
            });
        }
        return () -> {
            writer.signal("KILL");
            writer.awaitExit(Await.USUAL);
        };
    }

    private static boolean isLocked(Cache cache) {
        try {
            put(cache, new byte[1]);
            return false;
        } catch (CacheException e) {
            if (e.kind() != Kind.TIMEOUT) {
                throw new AssertionError(e);
            }
            return true;
        }
    }

    private static void put(Cache cache, byte[] value) throws CacheException {
        cache.put("key".getBytes(US_ASCII), value, Expiry.after(HOUR), Deadline.after(Duration.ofSeconds(10)));
    }

    private static CacheStore open(String file) throws CacheException {
        return new ShmProvider().open(CacheSettings.of(Use.TLS_SESSIONS).info("/file=" + file));
    }
}
