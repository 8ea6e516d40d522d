package io.sluice.datastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.cache.CacheException;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.CacheSettings.Use;
import io.sluice.cache.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SharedSpaceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int CARRIERS = Integer.getInteger(
            "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());

    private final SharedSpace space = open();

    private SharedSpace open() {
        try {
            return new SharedSpace(new MemoryPlace().open(CacheSettings.of(Use.STATE)), "a.");
        } catch (CacheException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    @DisplayName("CACHE-113 CACHE-118 work that never came to a processor is no work that goes on")
    void whatHasNotBegunIsNotLeftBehind() throws InterruptedException {
        var busy = new AtomicBoolean(true);
        var occupied = new CountDownLatch(CARRIERS);
        for (int i = 0; i < CARRIERS; i++) {
            Thread.startVirtualThread(() -> {
                occupied.countDown();
                while (busy.get()) {
                    Thread.onSpinWait();
                }
            });
        }
        try {
            assertThat(occupied.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 3; i++) {
                assertThatExceptionOfType(CacheException.class)
                        .isThrownBy(() -> space.within(Deadline.after(Duration.ofMillis(100)), () -> "too late"))
                        .withMessage("no answer in time");
            }
        } finally {
            busy.set(false);
        }

        assertThat(answeredSometime()).isTrue();
    }

    private boolean answeredSometime() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            try {
                return space.within(Deadline.after(PATIENCE), () -> true);
            } catch (CacheException _) {
                Thread.onSpinWait();
            }
        }
        return false;
    }
}
