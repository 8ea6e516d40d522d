package io.sluice.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.proxy.policy.Choice.Reason;
import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ConnectPolicyTest {
    private static final long SEED = 20_250_107;
    private static final Client ADA = client("ada");

    private final Random random = new Random(SEED);

    private static Client client(String name) {
        return new Client(Optional.of(name), Optional.of(name), name);
    }

    /// A pool that no session has been in.
    private static PoolSnapshot untouched(int size) {
        return new PoolSnapshot(Collections.nCopies(size, Standing.NEW), size - 1, OptionalInt.empty(), List.of(), 0);
    }

    private static PoolSnapshot pool(Standing... members) {
        return new PoolSnapshot(List.of(members), members.length - 1, OptionalInt.empty(), List.of(), 0);
    }

    private static PoolSnapshot used(PoolSnapshot pool, int lastUsed) {
        return new PoolSnapshot(pool.members(), lastUsed, pool.kept(), pool.tried(), pool.lot());
    }

    private static PoolSnapshot kept(PoolSnapshot pool, int index) {
        return new PoolSnapshot(pool.members(), pool.lastUsed(), OptionalInt.of(index), pool.tried(), pool.lot());
    }

    private static PoolSnapshot tried(PoolSnapshot pool, List<Integer> tried) {
        return new PoolSnapshot(pool.members(), pool.lastUsed(), pool.kept(), tried, pool.lot());
    }

    private static PoolSnapshot drawn(PoolSnapshot pool, long lot) {
        return new PoolSnapshot(pool.members(), pool.lastUsed(), pool.kept(), pool.tried(), lot);
    }

    private static Standing connections(int count) {
        return new Standing(count, OptionalInt.empty(), true);
    }

    private static Standing measured(int connections, int millis) {
        return new Standing(connections, OptionalInt.of(millis), true);
    }

    /// A pool in any state.
    private PoolSnapshot any() {
        int size = 2 + random.nextInt(10);
        var due = random.nextInt(size);
        var members = IntStream.range(0, size)
                .mapToObj(index -> new Standing(
                        random.nextInt(5),
                        random.nextBoolean() ? OptionalInt.of(1 + random.nextInt(50)) : OptionalInt.empty(),
                        index == due || random.nextBoolean()))
                .toList();
        return new PoolSnapshot(
                members,
                random.nextInt(size),
                random.nextBoolean() ? OptionalInt.of(random.nextInt(size)) : OptionalInt.empty(),
                List.of(),
                random.nextLong());
    }

    @Nested
    class Every {
        @ParameterizedTest
        @EnumSource
        @DisplayName("PROXY-RC-19 no member is tried twice while another has not been tried, round after round")
        void triedMembersArePassedOver(ConnectPolicy policy) {
            for (int run = 0; run < 200; run++) {
                var pool = any();
                var tried = new ArrayList<Integer>();
                for (int attempt = 0; attempt < 3 * pool.size(); attempt++) {
                    var choice = policy.choose(drawn(tried(pool, tried), random.nextLong()), ADA);
                    assertThat(choice.reason() == Reason.ALL_TRIED).isEqualTo(attempt >= pool.size());
                    tried.add(choice.index());
                }
                for (int lap = 0; lap < 3; lap++) {
                    assertThat(tried.subList(lap * pool.size(), (lap + 1) * pool.size()))
                            .containsExactlyInAnyOrderElementsOf(
                                    IntStream.range(0, pool.size()).boxed().toList());
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        @DisplayName("PROXY-RC-20 the only member is chosen however often it failed")
        void theOnlyMember(ConnectPolicy policy) {
            assertThat(policy.choose(untouched(1), ADA)).isEqualTo(new Choice(0, Reason.ONLY_MEMBER));
            assertThat(policy.choose(tried(untouched(1), List.of(0, 0)), ADA))
                    .isEqualTo(new Choice(0, Reason.ONLY_MEMBER));
        }

        @ParameterizedTest
        @EnumSource
        void theSameSnapshotAndClientGiveTheSameChoice(ConnectPolicy policy) {
            for (int run = 0; run < 100; run++) {
                var pool = any();
                assertThat(policy.choose(pool, ADA)).isEqualTo(policy.choose(pool, ADA));
            }
        }
    }

    @Nested
    class RoundRobin {
        @Test
        @DisplayName("PROXY-RC-01 RoundRobin gives 0, 1 … n-1, 0 to sessions, beginning with 0")
        void inTurn() {
            for (int size = 2; size <= 9; size++) {
                var pool = untouched(size);
                for (int session = 0; session < 3 * size; session++) {
                    var choice = ConnectPolicy.ROUND_ROBIN.choose(pool, ADA);
                    assertThat(choice).isEqualTo(new Choice(session % size, Reason.NEXT_IN_TURN));
                    pool = used(pool, choice.index());
                }
            }
        }

        @Test
        void inAnyNumberOfWholeRoundsEveryMemberIsChosenEquallyOften() {
            for (int run = 0; run < 200; run++) {
                int size = 2 + random.nextInt(20);
                int rounds = 1 + random.nextInt(10);
                var pool = used(untouched(size), random.nextInt(size));
                var counts = new HashMap<Integer, Integer>();
                for (int session = 0; session < rounds * size; session++) {
                    int index = ConnectPolicy.ROUND_ROBIN.choose(pool, ADA).index();
                    pool = used(pool, index);
                    counts.merge(index, 1, Integer::sum);
                }
                assertThat(counts).hasSize(size);
                assertThat(counts.values()).containsOnly(rounds);
            }
        }
    }

    @Nested
    @DisplayName("PROXY-RC-04 Random")
    class ByChance {
        @Test
        void reachesEveryMemberAboutEquallyOften() {
            int size = 7;
            int sessions = 70_000;
            var counts = new int[size];
            for (int session = 0; session < sessions; session++) {
                counts[
                        ConnectPolicy.RANDOM
                                .choose(drawn(untouched(size), random.nextLong()), ADA)
                                .index()]++;
            }
            assertThat(IntStream.of(counts)).allMatch(count -> count > 9_600 && count < 10_400); // four sigma
        }
    }

    @Nested
    @DisplayName("PROXY-RC-03 Shuffle")
    class Shuffle {
        @Test
        void drawsEachOfThoseThatAreDueAboutEquallyOften() {
            var due = List.of(0, 3, 4);
            var pool = pool(IntStream.range(0, 6)
                    .mapToObj(index -> new Standing(0, OptionalInt.empty(), due.contains(index)))
                    .toArray(Standing[]::new));
            var counts = new HashMap<Integer, Integer>();
            for (int session = 0; session < 30_000; session++) {
                var choice = ConnectPolicy.SHUFFLE.choose(drawn(pool, random.nextLong()), ADA);
                assertThat(choice.reason()).isEqualTo(Reason.DRAWN_FOR_THE_ROUND);
                counts.merge(choice.index(), 1, Integer::sum);
            }
            assertThat(counts.keySet()).containsExactlyInAnyOrderElementsOf(due);
            assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
        }

        @Test
        void takesAMemberOutsideTheRoundForASessionThatHasTriedAllThatAreDue() {
            var spent = new Standing(0, OptionalInt.empty(), false);

            assertThat(ConnectPolicy.SHUFFLE.choose(tried(pool(Standing.NEW, spent), List.of(0)), ADA))
                    .isEqualTo(new Choice(1, Reason.DRAWN));
        }
    }

    @Nested
    @DisplayName("PROXY-RC-05 LeastConns")
    class LeastConns {
        @ParameterizedTest
        @CsvSource({"'0 0 0',0", "'1 0 0',1", "'2 1 1',1", "'3 2 1',2", "'1 1 0',2", "'5 5 5',0"})
        void takesTheFirstOfThoseWithTheFewest(String counts, int expected) {
            var members = Stream.of(counts.split(" ")).map(Integer::valueOf).map(ConnectPolicyTest::connections);

            assertThat(ConnectPolicy.LEAST_CONNS.choose(pool(members.toArray(Standing[]::new)), ADA))
                    .isEqualTo(new Choice(expected, Reason.FEWEST_CONNECTIONS));
        }

        @Test
        void neverPassesOverAMemberWithFewer() {
            for (int run = 0; run < 500; run++) {
                var pool = any();
                int chosen = ConnectPolicy.LEAST_CONNS.choose(pool, ADA).index();
                assertThat(pool.members())
                        .allSatisfy(member -> assertThat(member.connections())
                                .isGreaterThanOrEqualTo(
                                        pool.members().get(chosen).connections()));
            }
        }
    }

    @Nested
    @DisplayName("PROXY-RC-06 LeastResponseTime")
    class LeastResponseTime {
        @Test
        void takesTheLowestProductOfSessionsAndTime() {
            assertThat(ConnectPolicy.LEAST_RESPONSE_TIME.choose(
                            pool(measured(2, 30), measured(5, 10), measured(1, 51)), ADA))
                    .isEqualTo(new Choice(1, Reason.SHORTEST_RESPONSE));
            assertThat(ConnectPolicy.LEAST_RESPONSE_TIME.choose(pool(measured(1, 10), measured(0, 900)), ADA))
                    .isEqualTo(new Choice(1, Reason.SHORTEST_RESPONSE));
            assertThat(ConnectPolicy.LEAST_RESPONSE_TIME.choose(pool(measured(4, 5), measured(2, 10)), ADA))
                    .as("the first of equals")
                    .isEqualTo(new Choice(0, Reason.SHORTEST_RESPONSE));
        }

        @Test
        void takesOneThatHasNotBeenMeasuredBeforeAllOthers() {
            assertThat(ConnectPolicy.LEAST_RESPONSE_TIME.choose(
                            pool(measured(0, 1), connections(1), connections(0)), ADA))
                    .isEqualTo(new Choice(2, Reason.NOT_YET_MEASURED));
        }

        @Test
        void doesNotOverflow() {
            assertThat(ConnectPolicy.LEAST_RESPONSE_TIME
                            .choose(pool(measured(1_000, Integer.MAX_VALUE), measured(1, 1)), ADA)
                            .index())
                    .isEqualTo(1);
        }
    }

    @Nested
    class Sticky {
        @ParameterizedTest
        @DisplayName("PROXY-RC-07 PROXY-RC-08 PROXY-RC-10 the hash of a name is that of the original")
        @CsvSource({
            "a, 10, 7", // 97
            "ab, 1000, 331", // 98 * 33 + 97
            "joe, 7, 1",
            "ada, 3, 1",
            "127.0.0.1, 5, 4",
            "a-user-with-a-name-that-overflows@example.com, 1000000, 867165",
        })
        void hash(String name, int size, int index) {
            assertThat(NameHash.index(name, size)).isEqualTo(index);
        }

        @Test
        void aByteAbove127CountsAsNegative() {
            assertThat(NameHash.index("\u00e9", 1000)).isEqualTo((int) ((0x1_0000_0000L - 23) % 1000));
        }

        @ParameterizedTest
        @EnumSource(names = {"PER_USER", "PER_GROUP", "PER_HOST"})
        void aNameHasItsMemberWhateverTheStateOfThePool(ConnectPolicy policy) {
            for (int run = 0; run < 200; run++) {
                var name = Long.toString(random.nextLong(), 36);
                var some = new PoolSnapshot(any().members(), 0, OptionalInt.empty(), List.of(), random.nextLong());

                assertThat(policy.choose(some, client(name)))
                        .isEqualTo(new Choice(NameHash.index(name, some.size()), Reason.BY_HASH));
            }
        }

        @ParameterizedTest
        @EnumSource(names = {"PER_USER", "PER_GROUP", "PER_HOST"})
        void namesAreSpreadOverAllMembers(ConnectPolicy policy) {
            int size = 5;
            var counts = new int[size];
            for (int session = 0; session < 50_000; session++) {
                var name = Integer.toString(random.nextInt(1_000_000), 36);
                counts[policy.choose(untouched(size), client(name)).index()]++;
            }
            assertThat(IntStream.of(counts)).allMatch(count -> count > 8_500 && count < 11_500);
        }

        @ParameterizedTest
        @EnumSource(names = {"PER_USER", "PER_GROUP", "PER_HOST"})
        void whatIsKeptComesBeforeTheHash(ConnectPolicy policy) {
            assertThat(policy.choose(kept(untouched(7), 3), ADA)).isEqualTo(new Choice(3, Reason.STICKY));
        }

        @ParameterizedTest
        @EnumSource(names = {"PER_USER", "PER_GROUP", "PER_HOST"})
        @DisplayName("PROXY-RC-36 after a failed attempt the next one stands in, modulo n")
        void theNextOneStandsIn(ConnectPolicy policy) {
            assertThat(policy.choose(tried(kept(untouched(4), 3), List.of(3)), ADA))
                    .isEqualTo(new Choice(0, Reason.STANDS_IN));
            assertThat(policy.choose(tried(kept(untouched(4), 3), List.of(3, 0)), ADA))
                    .isEqualTo(new Choice(1, Reason.STANDS_IN));
        }

        @Test
        void eachGoesByItsOwnPartOfTheClient() {
            var client = new Client(Optional.of("user"), Optional.of("group"), "192.0.2.1");

            assertThat(ConnectPolicy.PER_USER.stickyName(client)).isEqualTo("user");
            assertThat(ConnectPolicy.PER_GROUP.stickyName(client)).isEqualTo("group");
            assertThat(ConnectPolicy.PER_HOST.stickyName(client)).isEqualTo("192.0.2.1");
        }
    }
}
