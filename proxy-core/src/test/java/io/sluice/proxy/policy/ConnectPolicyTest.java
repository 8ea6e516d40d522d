package io.sluice.proxy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectPolicyTest {
    private static final long SEED = 20_250_107;

    @Test
    @DisplayName("PROXY-RC-01 RoundRobin gives 0, 1 … n-1, 0 to sessions, beginning with 0")
    void inTurn() {
        for (int size = 1; size <= 9; size++) {
            int used = size - 1;
            for (int session = 0; session < 3 * size; session++) {
                used = ConnectPolicy.ROUND_ROBIN
                        .choose(new PoolSnapshot(size, used, Set.of()))
                        .index();
                assertThat(used).isEqualTo(session % size);
            }
        }
    }

    @Test
    void inAnyNumberOfWholeRoundsEveryMemberIsChosenEquallyOften() {
        var random = new Random(SEED);
        for (int run = 0; run < 200; run++) {
            int size = 1 + random.nextInt(20);
            int rounds = 1 + random.nextInt(10);
            int used = random.nextInt(size);
            var counts = new HashMap<Integer, Integer>();
            for (int session = 0; session < rounds * size; session++) {
                used = ConnectPolicy.ROUND_ROBIN
                        .choose(new PoolSnapshot(size, used, Set.of()))
                        .index();
                counts.merge(used, 1, Integer::sum);
            }
            assertThat(counts).hasSize(size);
            assertThat(counts.values()).containsOnly(rounds);
        }
    }

    @Test
    @DisplayName("PROXY-RC-19 no member is tried twice while another has not been tried")
    void triedMembersArePassedOver() {
        var random = new Random(SEED);
        for (int run = 0; run < 200; run++) {
            int size = 2 + random.nextInt(10);
            int used = random.nextInt(size);
            var tried = new HashSet<Integer>();
            for (int attempt = 0; attempt < size; attempt++) {
                var choice = ConnectPolicy.ROUND_ROBIN.choose(new PoolSnapshot(size, used, tried));
                assertThat(tried).doesNotContain(choice.index());
                assertThat(choice.reason()).isEqualTo(Choice.Reason.NEXT_IN_TURN);
                used = choice.index();
                tried.add(used);
            }
            assertThat(tried)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, size).boxed().toList());
            var again = ConnectPolicy.ROUND_ROBIN.choose(new PoolSnapshot(size, used, tried));
            assertThat(again).isEqualTo(new Choice((used + 1) % size, Choice.Reason.ALL_TRIED));
        }
    }

    @Test
    void theOnlyMemberIsChosenHoweverOftenItFailed() {
        assertThat(ConnectPolicy.ROUND_ROBIN.choose(new PoolSnapshot(1, 0, Set.of(0))))
                .isEqualTo(new Choice(0, Choice.Reason.ONLY_MEMBER));
    }
}
