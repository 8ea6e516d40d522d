package io.sluice.tls.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TicketKeysTest {
    private static final Duration AGE = Duration.ofHours(12);

    private final Store store = new Store();
    private Instant now = Instant.parse("2026-11-28T12:00:00Z");

    private TicketKeys alone(int count) {
        return new TicketKeys(AGE, count, () -> now);
    }

    private TicketKeys shared() {
        return new TicketKeys(AGE, 25, () -> now, store);
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }

    @Test
    @DisplayName("TLS-CFG-27 the least age and count")
    void haveLimits() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketKeys(Duration.ofSeconds(59), 1, () -> now))
                .withMessage("max key age must be at least 60sec");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TicketKeys(AGE, 0, () -> now))
                .withMessage("max key count must be at least 1");
    }

    @Nested
    @DisplayName("TLS-TIC-02 Key rotation")
    class Rotation {
        @Test
        void comesWithTheHour() {
            var keys = alone(25);
            var first = keys.newest();

            pass(Duration.ofMinutes(59));
            assertThat(keys.newest()).isSameAs(first);
            assertThat(keys.find(first.name()).orElseThrow().renew()).isFalse();
            pass(Duration.ofMinutes(1));

            assertThat(keys.find(first.name()).orElseThrow().renew()).isTrue();
            assertThat(keys.newest()).isNotEqualTo(first);
            assertThat(keys.find(first.name())).contains(new TicketKeys.Found(first, true));
        }

        @Test
        void comesSoonerWhereKeysAreGoodForLess() {
            var keys = new TicketKeys(Duration.ofMinutes(1), 25, () -> now);
            var first = keys.newest();

            pass(Duration.ofSeconds(30));

            assertThat(keys.newest()).isNotEqualTo(first);
            pass(Duration.ofSeconds(30));
            assertThat(keys.find(first.name())).isEmpty();
        }

        @Test
        void leavesNoMoreThanTheCount() {
            var keys = alone(2);
            var first = keys.newest();
            pass(Duration.ofHours(1));
            var second = keys.newest();
            pass(Duration.ofHours(1));
            var third = keys.newest();

            assertThat(keys.find(first.name())).isEmpty();
            assertThat(keys.find(second.name())).isPresent();
            assertThat(keys.find(third.name())).isPresent();
        }

        @Test
        void leavesNoneThatIsTooOld() {
            var keys = alone(25);
            var first = keys.newest();

            pass(AGE.minusSeconds(1));
            assertThat(keys.find(first.name())).isPresent();
            pass(Duration.ofSeconds(1));

            assertThat(keys.find(first.name())).isEmpty();
        }
    }

    @Nested
    @DisplayName("CACHE-65 Ticket keys shared through the store")
    class Sharing {
        @Test
        void readsWhatAnotherHasMade() {
            var here = shared();
            var there = shared();

            var first = here.newest();
            assertThat(there.find(first.name())).contains(new TicketKeys.Found(first, false));
            assertThat(there.newest()).isEqualTo(first);
            pass(Duration.ofHours(1));
            var second = there.newest();

            assertThat(here.find(second.name())).contains(new TicketKeys.Found(second, false));
            assertThat(here.newest()).isEqualTo(second);
            assertThat(here.find(first.name())).contains(new TicketKeys.Found(first, true));
        }

        @Test
        void isOfOneKeyWhereManyMakeOneAtOnce() throws Exception {
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Callable<TicketKey> making = () -> shared().newest();
                var made = new HashSet<TicketKey>();
                for (var future : threads.invokeAll(
                        Stream.generate(() -> making).limit(50).toList())) {
                    made.add(future.get());
                }

                var reader = shared();
                assertThat(made).allSatisfy(key -> {
                    pass(Duration.ofSeconds(1));
                    assertThat(reader.find(key.name())).isPresent();
                });
            }
        }

        @Test
        void asksForNamesNobodyKnowsOnceASecond() {
            var keys = shared();
            keys.newest();
            var before = store.reads;

            for (int i = 0; i < 100; i++) {
                keys.find(new byte[TicketKey.NAME_LENGTH]);
            }

            assertThat(store.reads).isEqualTo(before + 1);
        }

        @Test
        void goesOnWhileTheStoreIsLost() {
            var here = shared();
            store.lost = true;
            var made = here.newest();
            assertThat(here.newest()).isEqualTo(made);

            store.lost = false;
            pass(Duration.ofHours(1));
            here.newest();

            assertThat(shared().find(made.name())).isPresent();
        }

        @Test
        void isMadeAnewWhereTheStoreHasSomethingElse() {
            store.create(new byte[] {1, 0, 1, 2, 3});

            var key = shared().newest();

            assertThat(shared().newest()).isEqualTo(key);
        }
    }

    /// A store that can be lost.
    private static final class Store implements TicketKeyStore {
        private Optional<byte[]> ring = Optional.empty();
        private int reads;
        private boolean lost;

        @Override
        public synchronized Optional<byte[]> read() {
            reads++;
            return lost ? Optional.empty() : ring;
        }

        @Override
        public synchronized boolean create(byte[] first) {
            if (lost || ring.isPresent()) {
                return false;
            }
            ring = Optional.of(first);
            return true;
        }

        @Override
        public synchronized boolean replace(byte[] known, byte[] next) {
            if (lost || ring.isEmpty() || !Arrays.equals(ring.get(), known)) {
                return false;
            }
            ring = Optional.of(next);
            return true;
        }
    }
}
