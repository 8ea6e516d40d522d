package io.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.transfer.TransferDirectives.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private static final double FAST = 1_000_000;

    @Test
    @DisplayName("PROXY-DT-22 CONF-DIR-12 free bytes pass at once, what is beyond them keeps to the rate")
    void bytesBeyondTheFreeOnesKeepToTheRate() {
        var limit = new RateLimit(new Rate(Set.of("RETR"), FAST, 500_000));
        long began = System.nanoTime();
        assertThat(limit.allowance(4_000_000, () -> false))
                .as("no step crosses the end of the free part")
                .isEqualTo(500_000);
        limit.moved(500_000);
        limit.allowance(1, () -> false);
        limit.moved(300_000);
        limit.allowance(1, () -> false);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void aStepIsAFifthOfASecondsWorthAtMost() {
        var limit = new RateLimit(new Rate(Set.of("RETR"), FAST, 0));
        assertThat(limit.allowance(4_000_000, () -> false)).isEqualTo(200_000);
        assertThat(limit.allowance(1000, () -> false)).isEqualTo(1000);
    }

    @Test
    void aSlowRateStillMoves() {
        assertThat(new RateLimit(new Rate(Set.of("RETR"), 1, 0)).allowance(100, () -> false))
                .isEqualTo(1);
    }

    @Test
    @DisplayName("CONF-DIR-13 the first entry that lists the command decides")
    void theFirstEntryDecides() {
        var first = new Rate(Set.of("STOR", "APPE"), 1, 0);
        var second = new Rate(Set.of("RETR", "STOR"), 2, 0);
        assertThat(TransferDirectives.rateFor("STOR", List.of(first, second))).contains(first);
        assertThat(TransferDirectives.rateFor("RETR", List.of(first, second))).contains(second);
        assertThat(TransferDirectives.rateFor("LIST", List.of(first, second))).isEmpty();
    }
}
