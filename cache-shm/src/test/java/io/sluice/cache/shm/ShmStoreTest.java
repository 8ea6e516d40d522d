package io.sluice.cache.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is particular to shared memory: its file, its sizes, and what makes room.
class ShmStoreTest {
    @TempDir
    Path directory;

    @TempDir
    Path memory;

    private final List<CacheStore> stores = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    @AfterEach
    void closeStores() {
        stores.forEach(CacheStore::close);
    }

    private CacheStore open(Use use, String info) throws CacheException {
        CacheStore store = new ShmProvider(memory, directory)
                .open(CacheSettings.of(use)
                        .info(info.replace("DIR", directory.toString()))
                        .noticesTo(warnings::add));
        stores.add(store);
        return store;
    }

    @Nested
    @DisplayName("CACHE-70 TLS-SHM-02 What is configured")
    class Configuration {
        @ParameterizedTest
        @DisplayName("CACHE-70 TLS-SHM-02 an info that names no file is refused with the reference's text")
        @CsvSource(
                delimiter = '|',
                value = {
                    "/path=/x | badly formatted info '/path=/x', unable to open shmcache",
                    "file=/x | badly formatted info 'file=/x', unable to open shmcache",
                    "'' | badly formatted info '', unable to open shmcache",
                    "/file=relative | file 'relative' not an absolute path",
                    "/file= | file '' not an absolute path"
                })
        void badInfoIsRefused(String info, String message) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> open(Use.TLS_SESSIONS, info))
                    .withMessageContaining(message)
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(CacheException.Kind.ARGUMENT));
        }

        @Test
        void aDirectoryIsRefused() {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> open(Use.TLS_SESSIONS, "/file=DIR"))
                    .withMessageContaining("Is a directory");
        }

        @ParameterizedTest
        @DisplayName("CACHE-70 TLS-SHM-02 a size that is none, or too small, is the default and a warning with the"
                + " reference's text")
        @CsvSource(
                delimiter = '|',
                value = {
                    "TLS_SESSIONS | foo | badly formatted size parameter 'foo', ignoring",
                    "TLS_SESSIONS | size=abc | badly formatted size parameter 'size=abc', ignoring",
                    "TLS_SESSIONS | size= | badly formatted size parameter 'size=', ignoring",
                    "TLS_SESSIONS | size=-1 | badly formatted size parameter 'size=-1', ignoring",
                    "TLS_SESSIONS | size=10343 | requested size (10343 bytes) smaller than minimum size (10344 bytes),"
                            + " ignoring",
                    "OCSP_RESPONSES | size=4223 | requested size (4223 bytes) smaller than minimum size (4224 bytes),"
                            + " ignoring"
                })
        void aBadOrTooSmallSizeIsADefault(Use use, String size, String warning) throws Exception {
            var store = open(use, "/file=DIR/cache&" + size);

            assertThat(store.statistics().more()).containsEntry("segment size", 1_576_960L);
            assertThat(warnings).containsExactly(warning);
            store.destroy(Writer.soon());
        }

        @Test
        @DisplayName("TLS-SHM-02 a size that is enough is taken without a word, the first & ends the path")
        void aSize() throws Exception {
            var configured = Configured.parse("/file=/x=y&size=2097152", Shape.of(Use.TLS_SESSIONS), warnings::add);

            assertThat(configured).isEqualTo(new Configured(Path.of("/x=y"), 2_097_152));
            assertThat(warnings).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLS_SESSIONS, '', 153, 1576960",
        "OCSP_RESPONSES, '', 377, 1576960",
        "TLS_SESSIONS, &size=512000, 49, 507904",
        "OCSP_RESPONSES, &size=512000, 122, 512000",
        "TLS_SESSIONS, &size=2097152, 203, 2088960",
        "OCSP_RESPONSES, &size=2097152, 502, 2097152",
        "TLS_SESSIONS, &size=10344, 1, 12288",
        "OCSP_RESPONSES, &size=4224, 1, 8192"
    })
    @DisplayName("CACHE-71 Capacities are those of the reference")
    void capacities(Use use, String size, long capacity, long segmentSize) throws Exception {
        CacheStore store = open(use, "/file=DIR/cache" + size);

        assertThat(store.statistics().more())
                .containsEntry("capacity", capacity)
                .containsEntry("segment size", segmentSize);
        Cache cache = store.namespace(new byte[0]);
        for (int i = 0; i < capacity + 10; i++) {
            cache.put(Writer.key(i), new byte[store.capabilities().largestValue()], Expiry.NEVER, Writer.soon());
        }
        assertThat(cache.forEach(10_000, (_, _) -> true, Writer.soon())).isEqualTo(capacity);
        store.destroy(Writer.soon());
    }

    @Test
    @DisplayName("CACHE-72 One file cannot be two caches")
    void oneFileIsOneCache() throws Exception {
        open(Use.TLS_SESSIONS, "/file=DIR/cache");

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(Use.OCSP_RESPONSES, "/file=DIR/cache"))
                .withMessageContaining("in use for another cache");
    }

    @Test
    @DisplayName("CACHE-73 File and memory are their owner's alone, and the file stays empty")
    void filesArePrivate() throws Exception {
        CacheStore store = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        store.namespace(new byte[0]).put(Writer.key(1), new byte[10_000], Expiry.NEVER, Writer.soon());

        Path file = directory.resolve("cache");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.size(file)).isZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(mapped())))
                .isEqualTo("rw-------");
    }

    @Test
    @DisplayName("CACHE-73 Memory that others can read is not used")
    void memoryOpenToOthersIsRefused() throws Exception {
        open(Use.TLS_SESSIONS, "/file=DIR/cache").close();
        Files.setPosixFilePermissions(mapped(), PosixFilePermissions.fromString("rw-r--r--"));

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(Use.TLS_SESSIONS, "/file=DIR/cache"))
                .withMessageContaining("open to others");
    }

    @Test
    @DisplayName("CACHE-74 Another size is refused while memory exists, and taken when it is removed")
    void anotherSizeIsRefused() throws Exception {
        CacheStore store = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(Use.TLS_SESSIONS, "/file=DIR/cache&size=512000"))
                .withMessageContaining("(512000 bytes) is smaller than existing shm size");
        store.close();
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(Use.TLS_SESSIONS, "/file=DIR/cache&size=5120000"))
                .withMessageContaining("is larger than existing shm size");

        open(Use.TLS_SESSIONS, "/file=DIR/cache").destroy(Writer.soon());
        assertThat(open(Use.TLS_SESSIONS, "/file=DIR/cache&size=512000")
                        .statistics()
                        .more())
                .containsEntry("capacity", 49L);
    }

    @Test
    @DisplayName("CACHE-74 Whoever gives state another size is told of no command for TLS sessions")
    void anotherSizeOfStateIsRefused() throws Exception {
        open(Use.STATE, "/file=DIR/cache");

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> open(Use.STATE, "/file=DIR/cache&size=5120000"))
                .withMessageEndingWith("existing shm size (1574912 bytes): name another file for the new size");
    }

    @Test
    @DisplayName("CACHE-75 Full: what has expired goes first")
    void expiredGoesFirst() throws Exception {
        Cache cache = open(Use.TLS_SESSIONS, "/file=DIR/cache&size=512000").namespace(new byte[0]);
        fill(cache, 48, Duration.ofMinutes(1));
        cache.put(Writer.key(48), new byte[1], Expiry.after(Duration.ofMillis(1)), Writer.soon());
        awaitAbsent(cache, 48);

        cache.put(Writer.key(99), new byte[1], Expiry.after(Duration.ofHours(1)), Writer.soon());

        assertThat(present(cache, 49)).hasSize(48).doesNotContain(48);
        assertThat(stores.getLast().statistics().more())
                .containsEntry("lifetime expired", 1L)
                .containsEntry("lifetime evicted", 0L);
    }

    @Test
    @DisplayName("CACHE-75 Full: then what is nearest to its end, and every put succeeds")
    void nearestToItsEndGoesNext() throws Exception {
        Cache cache = open(Use.TLS_SESSIONS, "/file=DIR/cache&size=512000").namespace(new byte[0]);
        fill(cache, 48, Duration.ofHours(1));
        cache.put(Writer.key(48), new byte[1], Expiry.after(Duration.ofMinutes(1)), Writer.soon());

        cache.put(Writer.key(99), new byte[1], Expiry.after(Duration.ofHours(1)), Writer.soon());

        assertThat(present(cache, 49)).hasSize(48).doesNotContain(48);
        for (int i = 0; i < 500; i++) {
            cache.put(Writer.key(1000 + i), new byte[9000], Expiry.after(Duration.ofHours(1)), Writer.soon());
        }
        assertThat(cache.get(Writer.key(1499), Writer.soon())).isPresent();
    }

    @Test
    @DisplayName("CACHE-79 A full cache of responses drops the one not used for longest")
    void responsesGoByUse() throws Exception {
        Cache cache = open(Use.OCSP_RESPONSES, "/file=DIR/cache&size=12600").namespace(new byte[0]);
        fill(cache, 3, Duration.ofMinutes(1));
        nextMillisecond();
        cache.get(Writer.key(0), Writer.soon());
        cache.get(Writer.key(2), Writer.soon());
        nextMillisecond();

        cache.put(Writer.key(3), new byte[1], Expiry.after(Duration.ofSeconds(30)), Writer.soon());

        assertThat(present(cache, 4)).containsExactly(0, 2, 3);
    }

    @Test
    @DisplayName("CACHE-75 Full state drops what was not used for longest, and what never ends last")
    void stateGoesByUse() throws Exception {
        Cache cache = open(Use.STATE, "/file=DIR/cache&size=512000").namespace(new byte[0]);
        cache.put(Writer.key(1000), new byte[1], Expiry.NEVER, Writer.soon());
        cache.put(Writer.key(1001), new byte[1], Expiry.after(Duration.ofMinutes(1)), Writer.soon());
        nextMillisecond();
        fill(cache, 47, Duration.ofDays(30));
        nextMillisecond();
        cache.get(Writer.key(1001), Writer.soon());
        nextMillisecond();

        for (int i = 0; i < 10; i++) {
            cache.put(Writer.key(2000 + i), new byte[1], Expiry.after(Duration.ofDays(30)), Writer.soon());
        }

        assertThat(cache.get(Writer.key(1000), Writer.soon())).isPresent();
        assertThat(cache.get(Writer.key(1001), Writer.soon())).isPresent();
        assertThat(present(cache, 47)).hasSize(37);
    }

    @Test
    @DisplayName("CACHE-76 A value that is too large is counted, with the largest")
    void tooLargeIsCounted() throws Exception {
        CacheStore store = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        for (int size : new int[] {10_241, 20_000, 11_000}) {
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> store.namespace(new byte[0])
                            .put(Writer.key(1), new byte[size], Expiry.NEVER, Writer.soon()))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(CacheException.Kind.TOO_LARGE));
        }

        assertThat(store.statistics().more())
                .containsEntry("lifetime exceeding", 3L)
                .containsEntry("largest exceeding", 20_000L);
    }

    @Test
    @DisplayName("Failures are counted for all processes")
    void failuresAreCounted() throws Exception {
        CacheStore store = open(Use.STATE, "/file=DIR/cache");
        Cache cache = store.namespace(new byte[0]);
        cache.put(Writer.key(1), new byte[] {'x'}, Expiry.NEVER, Writer.soon());
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> cache.add(Writer.key(1), 1, Writer.soon()));

        assertThat(store.statistics().more()).containsEntry("lifetime errors", 1L);
    }

    @Test
    @DisplayName("CACHE-77 What was stored is there when the store is closed and opened again")
    void entriesSurviveTheirStore() throws Exception {
        open(Use.TLS_SESSIONS, "/file=DIR/cache")
                .namespace(new byte[0])
                .put(Writer.key(1), new byte[] {7}, Expiry.NEVER, Writer.soon());
        stores.getFirst().close();

        CacheStore again = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        assertThat(again.namespace(new byte[0])
                        .get(Writer.key(1), Writer.soon())
                        .map(Entry::value))
                .hasValue(new byte[] {7});
        assertThat(again.statistics().more()).containsEntry("lifetime deleted", 0L);
    }

    @Test
    @DisplayName("CACHE-78 The same key twice takes one entry")
    void theSameKeyTakesOneEntry() throws Exception {
        CacheStore store = open(Use.TLS_SESSIONS, "/file=DIR/cache&size=10344");
        Cache cache = store.namespace(new byte[0]);
        for (int i = 0; i < 10; i++) {
            cache.put(Writer.key(1), new byte[] {(byte) i}, Expiry.NEVER, Writer.soon());
        }

        assertThat(store.statistics().entries()).hasValue(1);
        assertThat(store.statistics().more()).containsEntry("lifetime evicted", 0L);
    }

    @Test
    @DisplayName("CACHE-81 CACHE-82 Destroyed: memory and file are gone, and nothing dies of it")
    void destroyedMemoryIsGone() throws Exception {
        CacheStore store = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        CacheStore other = open(Use.TLS_SESSIONS, "/file=DIR/cache");
        other.namespace(new byte[0]).put(Writer.key(1), new byte[1], Expiry.NEVER, Writer.soon());

        store.destroy(Writer.soon());

        assertThat(directory.resolve("cache")).doesNotExist();
        assertThat(memory).isEmptyDirectory();
        assertThat(other.namespace(new byte[0]).get(Writer.key(1), Writer.soon()))
                .isPresent();
        assertThat(store.statistics().state()).isEqualTo(CacheStore.State.CLOSED);
        assertThat(open(Use.TLS_SESSIONS, "/file=DIR/cache")
                        .namespace(new byte[0])
                        .get(Writer.key(1), Writer.soon()))
                .isEmpty();
    }

    @Test
    @DisplayName("A file that was replaced names new, empty memory")
    void aReplacedFileNamesNewMemory() throws Exception {
        open(Use.TLS_SESSIONS, "/file=DIR/cache")
                .namespace(new byte[0])
                .put(Writer.key(1), new byte[1], Expiry.NEVER, Writer.soon());
        Files.move(directory.resolve("cache"), directory.resolve("moved"));

        assertThat(open(Use.TLS_SESSIONS, "/file=DIR/cache")
                        .namespace(new byte[0])
                        .get(Writer.key(1), Writer.soon()))
                .isEmpty();
    }

    @Test
    @DisplayName("What is removed or replaced is overwritten in memory")
    void freedBytesAreOverwritten() throws Exception {
        Cache cache = open(Use.TLS_SESSIONS, "/file=DIR/cache").namespace(new byte[0]);
        byte[] secret = "the-master-secret".getBytes(StandardCharsets.US_ASCII);
        cache.put(Writer.key(1), secret, Expiry.NEVER, Writer.soon());
        assertThat(contents()).contains("the-master-secret");

        cache.remove(Writer.key(1), Writer.soon());

        assertThat(contents()).doesNotContain("the-master-secret");
    }

    @Test
    @DisplayName("CACHE-73 without a directory in memory a private temporary one has the files, which is said once, and"
            + " goes with the last of them")
    void withoutMemoryDirectory() throws Exception {
        var missing = directory.resolve("missing");
        var temporary = Files.createDirectory(directory.resolve("temporary"));
        var place = temporary.resolve("sluice-shm-" + Owner.ofThisProcess());
        var provider = new ShmProvider(missing, temporary);

        try (var one = provider.open(
                        Writer.settings("/file=" + directory.resolve("one")).noticesTo(warnings::add));
                var other = provider.open(
                        Writer.settings("/file=" + directory.resolve("other")).noticesTo(warnings::add))) {
            assertThat(warnings)
                    .containsExactly("there is no " + missing + ": shared memory is in files in " + place
                            + ", which the system may write to a disk");
            assertThat(permissions(place)).isEqualTo("rwx------");
            try (var files = Files.list(place)) {
                assertThat(files)
                        .hasSize(2)
                        .allSatisfy(file -> assertThat(permissions(file)).isEqualTo("rw-------"));
            }
            var cache = one.namespace(new byte[0]);
            cache.put(Writer.key(1), new byte[1], Expiry.NEVER, Writer.soon());
            assertThat(cache.get(Writer.key(1), Writer.soon())).isPresent();

            one.destroy(Writer.soon());
            assertThat(place).isDirectory();
            other.destroy(Writer.soon());
        }
        assertThat(temporary).isEmptyDirectory();
    }

    @Test
    @DisplayName("CACHE-73 a temporary directory that others can enter is refused")
    void aDirectoryThatOthersCanEnter() throws Exception {
        var place = Files.createDirectory(directory.resolve("sluice-shm-" + Owner.ofThisProcess()));
        Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> new ShmProvider(directory.resolve("missing"), directory)
                        .open(Writer.settings("/file=" + directory.resolve("one"))))
                .withMessageContaining(place + " is open to others (rwxr-xr-x)");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private Path mapped() throws Exception {
        try (var files = Files.list(memory)) {
            return files.findFirst().orElseThrow();
        }
    }

    private String contents() throws Exception {
        return Files.readString(mapped(), StandardCharsets.ISO_8859_1);
    }

    @Test
    @DisplayName(
            "CACHE-83 A thread that has no processor while it writes makes those of its own process wait, not fail")
    void aDelayedThreadFailsNoneOfItsProcess() throws Exception {
        var store = (ShmStore) open(Use.STATE, "/file=DIR/shared");
        Cache cache = store.namespace(new byte[0]);
        var written = new CompletableFuture<Boolean>();
        store.shared().lock().lock(Writer.soon());
        var writer = Thread.ofVirtual().start(() -> {
            try {
                cache.put(Writer.key(1), new byte[] {1}, Expiry.NEVER, Writer.soon());
                written.complete(true);
            } catch (CacheException failure) {
                written.completeExceptionally(failure);
            }
        });
        while (writer.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }

        Thread.sleep(150); // three times as long as it would wait for another process
        store.shared().lock().unlock();

        assertThat(written.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    @DisplayName("Ten thousand virtual threads that write at once all do")
    void manyThreadsWriteAtOnce() throws Exception {
        Cache cache = open(Use.STATE, "/file=DIR/shared").namespace(new byte[0]);
        byte[] counter = "counter".getBytes(StandardCharsets.US_ASCII);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<Long>>();
            for (int i = 0; i < 10_000; i++) {
                all.add(threads.submit(() -> cache.add(counter, 1, Writer.soon())));
            }
            for (var each : all) {
                each.get();
            }
        }

        assertThat(cache.add(counter, 0, Writer.soon())).isEqualTo(10_000);
    }

    private static void fill(Cache cache, int count, Duration expiry) throws CacheException {
        for (int i = 0; i < count; i++) {
            cache.put(Writer.key(i), new byte[] {1}, Expiry.after(expiry), Writer.soon());
        }
    }

    private static List<Integer> present(Cache cache, int count) throws CacheException {
        var present = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            if (cache.get(Writer.key(i), Writer.soon()).isPresent()) {
                present.add(i);
            }
        }
        return present;
    }

    private static void awaitAbsent(Cache cache, int key) throws CacheException {
        while (cache.get(Writer.key(key), Writer.soon()).isPresent()) {
            Thread.onSpinWait();
        }
    }

    private static void nextMillisecond() {
        long now = System.currentTimeMillis();
        while (System.currentTimeMillis() == now) {
            Thread.onSpinWait();
        }
    }
}
