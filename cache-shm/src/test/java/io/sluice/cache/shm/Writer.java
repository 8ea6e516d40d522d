package io.sluice.cache.shm;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Expiry;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32;

/// Another process: opens shared memory, says so, and does what its arguments say until it is killed or told to end.
final class Writer {
    static final int KEYS = 120;

    /// Writes before a writer is ready, so that it spends its time on writing and not on loading classes.
    private static final int LEARNING = 50;

    private static final List<Process> STARTED = new CopyOnWriteArrayList<>();

    private Writer() {}

    /// Ends those that are still running.
    static void endAll() throws InterruptedException {
        for (Process process : STARTED) {
            process.destroyForcibly().waitFor();
        }
        STARTED.clear();
    }

    /// `write <info> <elsewhere>`: learns its work elsewhere; once it is [told to][#go], puts, removes and counts
    /// without pause; every value carries its own check.
    /// `hold <info>`: takes the lock and keeps it.
    /// `add <info> <count>`: adds to a counter so many times, then ends.
    /// `open <info> <directory>`: opens it with its memory in the directory, says what comes of it, and ends.
    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("open")) {
            open(arguments[1], Path.of(arguments[2]));
            return;
        }
        var shape = Shape.of(CacheSettings.Use.STATE);
        if (arguments[0].equals("hold")) {
            var configured = Configured.parse(arguments[1], shape, _ -> {});
            var shared = SharedMemory.open(
                    configured, shape, new MemoryDirectory(Path.of("/dev/shm"), Path.of("/none")), _ -> {});
            shared.lock().lock(soon());
            System.out.println("ready");
            Thread.sleep(Duration.ofMinutes(1));
        }
        try (CacheStore store = open(arguments[1])) {
            Cache cache = store.namespace("test.".getBytes(StandardCharsets.US_ASCII));
            if (arguments[0].equals("write")) {
                try (CacheStore elsewhere = open(arguments[2])) {
                    write(elsewhere.namespace(new byte[0]), LEARNING);
                }
                System.out.println("ready");
                System.in.read();
                write(cache, Integer.MAX_VALUE);
            } else {
                System.out.println("ready");
                for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
                    int number = i;
                    patiently(() -> cache.add("counter".getBytes(StandardCharsets.US_ASCII), 1, soon()));
                    patiently(() -> {
                        cache.put(key(number), checked(new SplittableRandom(number)), Expiry.NEVER, soon());
                        return true;
                    });
                }
            }
        }
    }

    private static void open(String info, Path directory) {
        try (var _ = new ShmProvider(directory, directory).open(settings(info))) {
            System.out.println("ready");
        } catch (CacheException failure) {
            System.out.println(failure.kind() + " " + failure.getMessage());
        }
    }

    /// Opens again where another process that opens the file had no processor for a second.
    private static CacheStore open(String info) throws CacheException {
        for (int attempt = 0; ; attempt++) {
            try {
                return new ShmProvider().open(settings(info));
            } catch (CacheException failure) {
                if (failure.kind() != CacheException.Kind.UNAVAILABLE || attempt == 20) {
                    throw failure;
                }
            }
        }
    }

    private static void write(Cache cache, int times) throws CacheException {
        var random = new SplittableRandom();
        for (int i = 0; i < times; i++) {
            byte[] key = key(random.nextInt(KEYS * 2));
            int choice = random.nextInt(8);
            patiently(() -> {
                switch (choice) {
                    case 0 -> cache.remove(key, soon());
                    case 1 -> cache.add("counter".getBytes(StandardCharsets.US_ASCII), 1, soon());
                    case 2 -> cache.put(key, checked(random), Expiry.after(Duration.ofMillis(1)), soon());
                    default -> cache.put(key, checked(random), Expiry.after(Duration.ofHours(1)), soon());
                }
                return true;
            });
        }
    }

    interface Call<T> {
        T run() throws CacheException;
    }

    /// Calls again where nothing was done because another process had the lock and no processor for 50 ms.
    static <T> T patiently(Call<T> call) throws CacheException {
        for (int attempt = 0; ; attempt++) {
            try {
                return call.run();
            } catch (CacheException failure) {
                if (failure.kind() != CacheException.Kind.TIMEOUT || attempt == 100) {
                    throw failure;
                }
            }
        }
    }

    static CacheSettings settings(String info) {
        return CacheSettings.of(CacheSettings.Use.STATE).info(info);
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static byte[] key(int number) {
        return ("key" + number).getBytes(StandardCharsets.US_ASCII);
    }

    /// Bytes of any length that begin with their check.
    static byte[] checked(SplittableRandom random) {
        byte[] value = new byte[8 + random.nextInt(3000)];
        random.nextBytes(value);
        return ByteBuffer.wrap(value).putLong(0, check(value)).array();
    }

    static boolean isWhole(byte[] value) {
        return value.length >= 8 && ByteBuffer.wrap(value).getLong() == check(value);
    }

    private static long check(byte[] value) {
        var check = new CRC32();
        check.update(value, 8, value.length - 8);
        return check.getValue();
    }

    /// Starts one, and returns when it has opened the memory.
    static Process start(String... arguments) throws IOException {
        return start("-XX:TieredStopAtLevel=1", arguments);
    }

    /// Starts one whose program is interpreted, which takes half the time.
    static Process startInterpreted(String... arguments) throws IOException {
        return start("-Xint", arguments);
    }

    /// Has one that is ready write.
    static void go(Process writer) throws IOException {
        writer.getOutputStream().write('\n');
        writer.getOutputStream().flush();
    }

    /// What one says that has memory for files of so many blocks of 512 bytes, and no more.
    static String saysWithin(int blocks, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
        command.addAll(command("-XX:-UsePerfData", arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var said = process.inputReader()) {
            return said.readAllAsString();
        }
    }

    private static Process start(String mode, String... arguments) throws IOException {
        var command = command(mode, arguments);
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        STARTED.add(process);
        String line = process.inputReader().readLine();
        if (!"ready".equals(line)) {
            process.destroyForcibly();
            throw new IOException("the writer said " + line);
        }
        return process;
    }

    private static List<String> command(String mode, String... arguments) {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                mode,
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                classPath(),
                Writer.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static String classPath() {
        try {
            var places = new LinkedHashSet<String>();
            for (Class<?> type : new Class<?>[] {Writer.class, ShmProvider.class, CacheStore.class}) {
                places.add(Path.of(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI())
                        .toString());
            }
            Path classes = Path.of("target", "test-classes").toAbsolutePath();
            places.add(classes.toString());
            places.add(classes.resolveSibling("classes").toString());
            return String.join(File.pathSeparator, places);
        } catch (URISyntaxException impossible) {
            throw new UncheckedIOException(new IOException(impossible));
        }
    }
}
