package io.sluice.cache.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.Cache;
import io.sluice.cache.CacheException;
import io.sluice.cache.CacheStore;
import io.sluice.cache.Deadline;
import io.sluice.cache.Entry;
import io.sluice.cache.Expiry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several processes on one memory, and what becomes of it when one of them dies or stops.
class ProcessesTest {
    private static final byte[] COUNTER = "counter".getBytes(StandardCharsets.US_ASCII);

    /// How many writers are killed: as many as `-Dsluice.shm.kills` says, however long that takes, or as many as go
    /// into a time.
    private static final Optional<Integer> KILLS = Optional.ofNullable(Integer.getInteger("sluice.shm.kills"));

    private static final int USUAL_KILLS = 300;
    private static final Duration USUAL_TIME = Duration.ofSeconds(20);
    private static final int FEWEST_KILLS = 100;
    private static final int WRITING_AT_ONCE = 3;
    private static final int STARTED_AHEAD = 4;

    @TempDir
    Path directory;

    private String info;
    private String elsewhere;
    private CacheStore store;
    private Cache cache;

    @BeforeEach
    void open() throws Exception {
        info = "/file=" + directory.resolve("shared");
        elsewhere = "/file=" + directory.resolve("elsewhere");
        store = new ShmProvider().open(Writer.settings(info));
        cache = store.namespace("test.".getBytes(StandardCharsets.US_ASCII));
    }

    @AfterEach
    void destroy() throws Exception {
        Writer.endAll();
        store.destroy(Writer.soon());
        new ShmProvider().open(Writer.settings(elsewhere)).destroy(Writer.soon());
    }

    @Test
    @DisplayName("CACHE-73 Two processes on one file share entries, and no update is lost")
    void twoProcessesShare() throws Exception {
        int steps = 20_000;
        Process other = Writer.start("add", info, Integer.toString(steps));
        for (int i = 0; i < steps; i++) {
            Writer.patiently(() -> cache.add(COUNTER, 1, Writer.soon()));
        }

        assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(other.exitValue()).isZero();
        assertThat(cache.add(COUNTER, 0, Writer.soon())).isEqualTo(2 * steps);
        assertThat(cache.get(Writer.key(steps - 1), Writer.soon()).map(Entry::value))
                .hasValueSatisfying(
                        value -> assertThat(value).isEqualTo(Writer.checked(new SplittableRandom(steps - 1))));
    }

    @Test
    @DisplayName(
            "TLS-SHM-09 what processes put, remove and find at once is whole, and the memory holds as much as ever")
    void severalAtOnce() throws Exception {
        var others = List.of(
                Writer.start("write", info, elsewhere),
                Writer.start("write", info, elsewhere),
                Writer.start("write", info, elsewhere));
        for (Process other : others) {
            Writer.go(other);
        }
        int found = 0;
        for (int i = 0; found < 2_000 || i < 10_000; i++) {
            var value = cache.get(Writer.key(i % (2 * Writer.KEYS)), Writer.soon());
            found += value.isPresent() ? 1 : 0;
            assertThat(value.map(entry -> Writer.isWhole(entry.value())).orElse(true))
                    .isTrue();
            if (i % 100 == 0) {
                isUsable(i);
            }
        }
        assertThat(others).allMatch(Process::isAlive);
        Writer.endAll();
        assertThat(store.statistics().more()).containsEntry("attached", 1L);
        holdsAsMuchAsEver();
    }

    @Test
    @DisplayName(
            "TLS-SHM-09 A process killed in the midst of writing, some hundred times, leaves whole values and usable memory")
    void killedWritersDoNoHarm() throws Exception {
        var random = new SplittableRandom(7);
        var time = KILLS.isPresent() ? Deadline.after(Duration.ofDays(1)) : Deadline.after(USUAL_TIME);
        int kills = KILLS.orElse(USUAL_KILLS);
        int killed = 0;
        try (var starters = Executors.newFixedThreadPool(STARTED_AHEAD)) {
            var writers = new ArrayDeque<Future<Process>>();
            for (int i = 0; i < STARTED_AHEAD; i++) {
                writers.add(starters.submit(() -> Writer.startInterpreted("write", info, elsewhere)));
            }
            while (killed < kills && (killed < FEWEST_KILLS || !time.hasPassed())) {
                var together = new ArrayList<Process>();
                for (int i = 0; i < WRITING_AT_ONCE; i++) {
                    together.add(writers.remove().get());
                    boolean compiled = i == 0;
                    writers.add(starters.submit(() -> compiled
                            ? Writer.start("write", info, elsewhere)
                            : Writer.startInterpreted("write", info, elsewhere)));
                }
                for (Process writer : together) {
                    Writer.go(writer);
                }
                for (Process writer : together) {
                    Thread.sleep(0, random.nextInt(999_999)); // anywhere in its work
                    writer.destroyForcibly();
                    writer.waitFor();
                    isUsable(killed++);
                }
                holdsAsMuchAsEver();
            }
        }
        System.out.println("writers killed: " + killed);
    }

    /// Nothing was lost of the room, of the count, or of what lets readers do without the lock.
    private void holdsAsMuchAsEver() throws Exception {
        var table = ((ShmStore) store).shared().table();
        for (int i = 0; i < 200; i++) {
            byte[] key = Writer.key(10_000 + i);
            cache.put(key, key, Expiry.after(Duration.ofDays(1)), Writer.soon());
        }
        assertThat(table.live()).isEqualTo(153);
        assertThat(cache.forEach(10_000, (_, _) -> true, Writer.soon())).isEqualTo(153);
        for (int i = 0; i < 10_200; i++) {
            byte[] name = ("test." + new String(Writer.key(i), StandardCharsets.US_ASCII))
                    .getBytes(StandardCharsets.US_ASCII);
            assertThat(table.read(name, System.currentTimeMillis()).sure()).isTrue();
        }
        assertThat(cache.clear(Writer.soon()).complete()).isTrue();
        assertThat(table.live()).isZero();
    }

    private void isUsable(int round) throws Exception {
        int shown = Writer.patiently(() -> cache.forEach(
                10_000,
                (key, entry) -> {
                    boolean isCounter = new String(key, StandardCharsets.US_ASCII).equals("counter");
                    assertThat(isCounter || Writer.isWhole(entry.value())).isTrue();
                    return true;
                },
                Writer.soon()));
        assertThat(shown).isLessThanOrEqualTo(153);
        byte[] mine = ("mine" + round).getBytes(StandardCharsets.US_ASCII);
        assertThat(Writer.patiently(() -> cache.putIfAbsent(mine, mine, Expiry.NEVER, Writer.soon())))
                .isTrue();
        assertThat(Writer.patiently(() -> cache.get(mine, Writer.soon())).map(Entry::value))
                .hasValue(mine);
        assertThat(Writer.patiently(() -> cache.remove(mine, Writer.soon()))).isTrue();
    }

    @Test
    @DisplayName("The lock of a process that was killed is taken over, and what was written stays")
    void theLockOfTheDeadIsTakenOver() throws Exception {
        cache.put(COUNTER, "1".getBytes(StandardCharsets.US_ASCII), Expiry.NEVER, Writer.soon());
        Process other = Writer.start("hold", info);
        other.destroyForcibly();
        other.waitFor();

        assertThat(cache.add(COUNTER, 1, Writer.soon())).isEqualTo(2);
    }

    @Test
    @DisplayName("CACHE-83 A process that stopped with the lock delays nobody by more than 50 ms")
    void aStoppedHolderDelaysNobody() throws Exception {
        cache.put(COUNTER, "1".getBytes(StandardCharsets.US_ASCII), Expiry.NEVER, Writer.soon());
        Process other = Writer.start("hold", info);
        try {
            long start = System.nanoTime();
            assertThat(cache.get(COUNTER, Writer.soon())).isPresent();
            assertThatExceptionOfType(CacheException.class)
                    .isThrownBy(() -> cache.add(COUNTER, 1, Writer.soon()))
                    .satisfies(failure -> assertThat(failure.kind()).isEqualTo(CacheException.Kind.TIMEOUT));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(50 + 250));
        } finally {
            other.destroyForcibly();
            other.waitFor();
        }
        assertThat(cache.add(COUNTER, 1, Writer.soon())).isEqualTo(2);
    }

    @Test
    @DisplayName("CACHE-73 where there is less memory than is wanted, none is taken, and one line says why")
    void tooLittleMemory() throws Exception {
        var memory = Files.createDirectory(directory.resolve("memory"));

        assertThat(Writer.saysWithin(128, "open", info, memory.toString()))
                .isEqualTo("UNAVAILABLE unable to use file '" + directory.resolve("shared") + "': File too large\n");
        assertThat(memory).isEmptyDirectory();
        assertThat(Writer.saysWithin(1 << 20, "open", info, memory.toString())).isEqualTo("ready\n");
        assertThat(memory).isNotEmptyDirectory();
    }

    @Test
    @DisplayName("Processes that are attached are counted, dead ones are not")
    void attachedProcessesAreCounted() throws Exception {
        assertThat(store.statistics().more()).containsEntry("attached", 1L);
        Process other = Writer.start("hold", info);
        assertThat(store.statistics().more()).containsEntry("attached", 2L);
        other.destroyForcibly();
        other.waitFor();
        assertThat(store.statistics().more()).containsEntry("attached", 1L);
        assertThat(Files.size(directory.resolve("shared"))).isZero();
    }
}
