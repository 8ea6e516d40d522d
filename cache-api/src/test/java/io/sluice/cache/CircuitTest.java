package io.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.CacheException.Kind;
import io.sluice.cache.CacheStore.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// CACHE-115, CACHE-116: when a store is taken for lost, and who is told.
@Timeout(30)
class CircuitTest {
    private final List<CacheStore.Change> changes = new CopyOnWriteArrayList<>();
    private final AtomicInteger probes = new AtomicInteger();
    private volatile boolean answers;
    private final Circuit circuit =
            new Circuit("acme 192.0.2.7:7000", this::probe, Duration.ofMillis(100), changes::add, Duration.ofMillis(5));

    private Circuit byTheClockOf(AtomicLong nanos) {
        return new Circuit(
                "acme",
                this::probe,
                Duration.ofMillis(100),
                changes::add,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                nanos::get);
    }

    private void probe(Deadline deadline) throws CacheException {
        probes.incrementAndGet();
        if (!answers) {
            throw failure(Kind.UNAVAILABLE);
        }
    }

    @AfterEach
    void close() {
        circuit.close();
    }

    @Test
    @DisplayName("CACHE-115 One failure to connect takes it down, and calls then fail at once")
    void oneFailureToConnect() {
        circuit.couldNotConnect(failure(Kind.REFUSED));

        assertThat(circuit.state()).isEqualTo(State.DOWN);
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(circuit::check)
                .satisfies(thrown -> assertThat(thrown.kind()).isEqualTo(Kind.UNAVAILABLE));
    }

    @Test
    @DisplayName("CACHE-115 The third failure in a row takes it down")
    void threeFailures() {
        circuit.failed(failure(Kind.TIMEOUT));
        circuit.failed(failure(Kind.UNAVAILABLE));
        assertThat(circuit.state()).isEqualTo(State.UP);

        circuit.failed(failure(Kind.REFUSED));
        assertThat(circuit.state()).isEqualTo(State.DOWN);
    }

    @Test
    @DisplayName("CACHE-115 Three failures count together only within ten seconds")
    void threeFailuresTooFarApart() {
        var nanos = new AtomicLong(7);
        try (var slow = byTheClockOf(nanos)) {
            for (int i = 0; i < 2; i++) {
                slow.failed(failure(Kind.TIMEOUT));
                slow.failed(failure(Kind.TIMEOUT));
                nanos.addAndGet(Duration.ofSeconds(10).toNanos() + 1);
            }
            assertThat(slow.state()).isEqualTo(State.UP);

            slow.failed(failure(Kind.TIMEOUT));
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            slow.failed(failure(Kind.TIMEOUT));
            slow.failed(failure(Kind.TIMEOUT));
            assertThat(slow.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-115 Any three failures in a row within ten seconds count together, whenever the first one was")
    void threeFailuresBehindAnOlderOne() {
        var nanos = new AtomicLong(7);
        try (var slow = byTheClockOf(nanos)) {
            slow.failed(failure(Kind.TIMEOUT));
            nanos.addAndGet(Duration.ofSeconds(9).toNanos());
            slow.failed(failure(Kind.TIMEOUT));
            nanos.addAndGet(Duration.ofSeconds(2).toNanos());
            slow.failed(failure(Kind.TIMEOUT));
            assertThat(slow.state()).isEqualTo(State.UP);

            nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            slow.failed(failure(Kind.TIMEOUT));
            assertThat(slow.state()).isEqualTo(State.DOWN);
        }
    }

    @Test
    @DisplayName("CACHE-115 Each pause between two probes is twice as long as the one before it")
    void pausesGrow() {
        var moments = new CopyOnWriteArrayList<Long>();
        try (var probed = new Circuit(
                "acme",
                deadline -> {
                    moments.add(System.nanoTime());
                    probe(deadline);
                },
                Duration.ofMillis(100),
                changes::add,
                Duration.ofMillis(10),
                Duration.ofMillis(80))) {
            moments.add(System.nanoTime());
            probed.couldNotConnect(failure(Kind.UNAVAILABLE));
            await(() -> moments.size() == 6);
        }

        for (int i = 0; i < 5; i++) {
            long shortest = Math.min(10L << i, 80) * 800_000;
            assertThat(moments.get(i + 1) - moments.get(i)).as("pause " + i).isGreaterThanOrEqualTo(shortest);
        }
    }

    @Test
    @DisplayName(
            "CACHE-115 A store that is down again soon after a probe found it well is left alone for longer each time")
    void probesThatFindWellWhatIsNot() {
        var nanos = new AtomicLong(7);
        answers = true;
        try (var misled = new Circuit(
                "acme",
                this::probe,
                Duration.ofMillis(100),
                changes::add,
                Duration.ofMillis(20),
                Duration.ofSeconds(30),
                nanos::get)) {
            for (int i = 0; i < 6; i++) {
                assertThat(outage(misled)).isGreaterThanOrEqualTo(Duration.ofMillis(16L << i));
            }

            nanos.addAndGet(Duration.ofSeconds(30).toNanos());
            assertThat(outage(misled)).isLessThan(Duration.ofMillis(16 << 6));
        }
    }

    /// How long it is down until a probe.
    private Duration outage(Circuit failing) {
        changes.clear();
        failing.couldNotConnect(failure(Kind.UNAVAILABLE));
        await(() -> changes.size() == 2);
        return changes.getLast().lasted();
    }

    @Test
    void anAnswerBetweenFailuresStartsAnew() {
        for (int i = 0; i < 10; i++) {
            circuit.failed(failure(Kind.TIMEOUT));
            circuit.failed(failure(Kind.TIMEOUT));
            circuit.succeeded();
        }
        assertThat(circuit.state()).isEqualTo(State.UP);
    }

    @Test
    @DisplayName("CACHE-117 What is not the store's fault never takes it down")
    void otherFailuresAreAnswers() {
        for (Kind kind : List.of(Kind.CORRUPT, Kind.ARGUMENT, Kind.TOO_LARGE, Kind.UNSUPPORTED)) {
            for (int i = 0; i < 5; i++) {
                circuit.failed(failure(kind));
            }
        }
        assertThat(circuit.state()).isEqualTo(State.UP);
    }

    @Test
    @DisplayName("CACHE-115 A probe in the background brings it up again")
    void aProbeBringsItUp() {
        circuit.couldNotConnect(failure(Kind.UNAVAILABLE));
        await(() -> probes.get() >= 3);
        answers = true;
        await(() -> circuit.state() == State.UP);
        await(() -> changes.size() == 2);

        assertThatCode(circuit::check).doesNotThrowAnyException();
        assertThat(changes.stream().map(Object::toString))
                .first()
                .isEqualTo("acme 192.0.2.7:7000: cache down: UNAVAILABLE: no");
        assertThat(changes.stream().map(Object::toString))
                .last()
                .asString()
                .matches("acme 192\\.0\\.2\\.7:7000: cache up again after \\d+ s");
    }

    static List<Throwable> faults() {
        return List.of(
                new IllegalStateException("a fault of the plugin"),
                new OutOfMemoryError("unable to create native thread"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    @DisplayName("CACHE-115 A probe that throws what it should not is followed by another")
    void aFaultInAProbe(Throwable fault) {
        var tries = new AtomicInteger();
        try (var faulty = new Circuit(
                "acme",
                _ -> {
                    if (tries.incrementAndGet() == 1) {
                        throw unchecked(fault);
                    }
                },
                Duration.ofMillis(100),
                changes::add,
                Duration.ofMillis(5))) {
            faulty.couldNotConnect(failure(Kind.UNAVAILABLE));

            await(() -> faulty.state() == State.UP);
            assertThat(tries).hasValue(2);
        }
    }

    private static RuntimeException unchecked(Throwable fault) {
        if (fault instanceof Error error) {
            throw error;
        }
        return (RuntimeException) fault;
    }

    @Test
    @DisplayName("CACHE-116 Two hundred sessions that lose a store make one change of state")
    void oneChangeForAll() {
        try (var sessions = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 200; i++) {
                sessions.execute(() -> circuit.failed(failure(Kind.TIMEOUT)));
            }
        }

        assertThat(changes).hasSize(1);
    }

    @Test
    void aClosedCircuitProbesNoMore() {
        circuit.couldNotConnect(failure(Kind.UNAVAILABLE));
        circuit.close();
        answers = true;

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(circuit::check)
                .satisfies(thrown -> assertThat(thrown.kind()).isEqualTo(Kind.CLOSED));
        assertThat(circuit.state()).isEqualTo(State.CLOSED);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("time").isNegative();
            Thread.onSpinWait();
        }
    }

    private static CacheException failure(Kind kind) {
        return new CacheException(kind, "no");
    }
}
