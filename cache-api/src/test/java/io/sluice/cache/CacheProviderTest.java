package io.sluice.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Providers by name, their options, and the settings they get.
class CacheProviderTest {
    private static final Option<String> SERVER = Option.<String>of("AcmeServer", (words, _) -> words.getFirst())
            .takes(1, 3)
            .syntax("host[:port]")
            .help("Where it is.");

    private static final Option<Integer> LIMIT = Option.<Integer>of(
                    "AcmeLimit", (words, _) -> Integer.parseInt(words.getFirst()))
            .defaultsTo(500, "500")
            .occurs(Option.Occurrence.LAST_WINS);

    private record Named(String name, List<Option<?>> options) implements CacheProvider {
        @Override
        public CacheStore open(CacheSettings settings) throws CacheException {
            throw Capabilities.Feature.SHARED.missing();
        }
    }

    private static final class Twin implements CacheProvider {
        @Override
        public String name() {
            return "acme";
        }

        @Override
        public CacheStore open(CacheSettings settings) throws CacheException {
            throw Capabilities.Feature.SHARED.missing();
        }
    }

    @Test
    @DisplayName("CACHE-110 Providers are found by name, in their order")
    void byName() throws Exception {
        var one = new Named("one", List.of());
        var two = new Named("two-2_x", List.of());

        assertThat(CacheProvider.byName(List.of(two, one)))
                .containsExactly(java.util.Map.entry("two-2_x", two), java.util.Map.entry("one", one));
    }

    @Test
    @DisplayName("CACHE-110 Two providers of one name are an error that names both classes")
    void duplicateNames() {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> CacheProvider.byName(List.of(new Named("acme", List.of()), new Twin())))
                .withMessageContaining(Named.class.getName())
                .withMessageContaining(Twin.class.getName())
                .withMessageContaining("'acme'");
    }

    @Test
    @DisplayName("CACHE-110 Two providers with one option are an error, in any case of its name")
    void duplicateOptions() {
        var other = Option.<String>of("ACMEserver", (words, _) -> words.getFirst());

        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> CacheProvider.byName(
                        List.of(new Named("one", List.of(SERVER)), new Named("two", List.of(other)))))
                .withMessageContaining("ACMEserver");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Redis", "1st", "has space", "a23456789012345678901234567890123"})
    @DisplayName("CACHE-110 A bad name is refused")
    void badNames(String name) {
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> CacheProvider.byName(List.of(new Named(name, List.of()))))
                .satisfies(thrown -> assertThat(thrown.kind()).isEqualTo(CacheException.Kind.ARGUMENT));
    }

    @Test
    void settingsHoldTheValueThatWins() {
        var settings = CacheSettings.of(CacheSettings.Use.STATE)
                .with(SERVER, "first")
                .with(SERVER, "second")
                .with(LIMIT, 1)
                .with(LIMIT, 2);

        assertThat(settings.find(SERVER)).hasValue("first");
        assertThat(settings.all(SERVER)).containsExactly("first", "second");
        assertThat(settings.get(LIMIT)).isEqualTo(2);
        assertThat(CacheSettings.of(CacheSettings.Use.STATE).get(LIMIT)).isEqualTo(500);
        assertThat(CacheSettings.of(CacheSettings.Use.STATE).find(SERVER)).isEmpty();
    }

    @Test
    @DisplayName("CACHE-120 No text of settings or entries shows what may be a secret")
    void textsShowNoSecret() {
        var settings =
                CacheSettings.of(CacheSettings.Use.STATE).info("/pass=c0nf").with(SERVER, "c0nf");

        assertThat(settings.toString()).doesNotContain("c0nf").contains("AcmeServer");
        assertThat(new Entry("c0nf".getBytes(java.nio.charset.StandardCharsets.US_ASCII), 7).toString())
                .isEqualTo("Entry[4 bytes, version 7]");
    }

    @Test
    @DisplayName("CACHE-114 One deadline for several calls, and the sooner of two")
    void deadlines() {
        var phase = Deadline.after(Duration.ofSeconds(60));

        assertThat(phase.within(Duration.ofMillis(500)).left()).isLessThanOrEqualTo(Duration.ofMillis(500));
        assertThat(phase.within(Duration.ofHours(1))).isSameAs(phase);
        assertThat(Deadline.after(Duration.ZERO).hasPassed()).isTrue();
        assertThat(Deadline.after(Duration.ofSeconds(Long.MAX_VALUE)).hasPassed())
                .isFalse();
    }

    @Test
    void timesAreRoundedUp() throws Exception {
        var odd = Expiry.after(Duration.ofMillis(1).plusNanos(1));

        assertThat(odd.millis()).isEqualTo(2);
        assertThat(odd.seconds()).isEqualTo(1);
        assertThat(Expiry.NEVER.isNever()).isTrue();
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> Expiry.after(Duration.ZERO));
        assertThatExceptionOfType(CacheException.class).isThrownBy(() -> Expiry.after(Duration.ofSeconds(-1)));
    }
}
