package io.sluice.cache.memcache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/// What a server is not trusted with.
class MissedTest {
    @Test
    @DisplayName("CACHE-50 a server that missed more than can be remembered is trusted with what it was given since")
    void whatWasGivenSinceIsTrusted() {
        var missed = new Missed();
        for (int i = 0; i < 70_000; i++) {
            missed.add("key" + i);
        }
        assertThat(missed.has("key0")).isTrue();
        assertThat(missed.has("key69999")).isTrue();

        missed.made("key0");
        missed.made("key69999");
        assertThat(missed.has("key0")).isFalse();
        assertThat(missed.has("key69999")).isFalse();
        assertThat(missed.has("key69998")).isTrue();

        missed.add("key69999");
        assertThat(missed.has("key69999")).isTrue();
    }
}
