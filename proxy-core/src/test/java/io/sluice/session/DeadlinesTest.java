package io.sluice.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.peers.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeadlinesTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATER = Duration.ofMillis(80);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Clock clock = new Clock();
    private final Semaphore strikes = new Semaphore(0);
    private final Deadlines deadlines = new Deadlines(clock, strikes::release);

    @AfterEach
    void stopTheClock() {
        clock.close();
    }

    @Test
    void passInTheOrderOfTheirTimesNotOfTheirSetting() throws InterruptedException {
        deadlines.set(Timer.SESSION, NEVER);
        deadlines.set(Timer.LOGIN, LATER);
        deadlines.set(Timer.IDLE, SOON);
        var passed = new ArrayList<Timer>();
        while (passed.size() < 2) {
            awaitStrike();
            passed.addAll(deadlines.passed());
        }
        assertThat(passed).containsExactly(Timer.IDLE, Timer.LOGIN);
    }

    @Test
    void oneThatIsSetAnewPassesAtItsNewTime() throws InterruptedException {
        long began = System.nanoTime();
        deadlines.set(Timer.IDLE, SOON);
        deadlines.set(Timer.IDLE, LATER);
        awaitPassed();
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(LATER.toNanos());
    }

    @Test
    void zeroSwitchesOneOff() throws InterruptedException {
        deadlines.set(Timer.IDLE, SOON);
        deadlines.set(Timer.IDLE, Duration.ZERO);
        deadlines.set(Timer.LOGIN, LATER);
        assertThat(awaitPassed()).containsExactly(Timer.LOGIN);
    }

    @Test
    void oneThatIsClearedNeverPasses() throws InterruptedException {
        deadlines.set(Timer.IDLE, SOON);
        deadlines.clear(Timer.IDLE);
        deadlines.set(Timer.LOGIN, LATER);
        assertThat(awaitPassed()).containsExactly(Timer.LOGIN);
    }

    @Test
    void noneStrikesAfterAllAreCancelled() throws InterruptedException {
        deadlines.set(Timer.IDLE, SOON);
        deadlines.cancelAll();
        var after = new Semaphore(0);
        clock.after(LATER.toNanos(), after::release);
        assertThat(after.tryAcquire(Await.USUAL.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(strikes.availablePermits()).isZero();
    }

    /// The first that pass.
    private List<Timer> awaitPassed() throws InterruptedException {
        var passed = new ArrayList<Timer>();
        while (passed.isEmpty()) {
            awaitStrike();
            passed.addAll(deadlines.passed());
        }
        return passed;
    }

    private void awaitStrike() throws InterruptedException {
        assertThat(strikes.tryAcquire(Await.USUAL.toMillis(), TimeUnit.MILLISECONDS))
                .as("a strike of the clock")
                .isTrue();
    }
}
