package io.sluice.acl;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.acl.PrefixTree.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTreeTest {
    private static final long SEED = Long.getLong("sluice.acl.seed", new Random().nextLong());

    private final Random random = new Random(SEED);

    @Test
    void anEmptyTreeContainsNothing() {
        assertThat(new PrefixTree(List.of()).lowest(0, 0)).isEqualTo(PrefixTree.NONE);
        assertThat(new PrefixTree(List.of()).lowest(-1, -1)).isEqualTo(PrefixTree.NONE);
    }

    @Test
    void aNetworkMayBeEverythingOrEndWithTheLastAddress() {
        var everything = new PrefixTree(List.of(new Prefix(0, 0, 0, 5), new Prefix(-1, -1, 128, 3)));

        assertThat(everything.lowest(0, 0)).isEqualTo(5);
        assertThat(everything.lowest(-1, -2)).isEqualTo(5);
        assertThat(everything.lowest(-1, -1)).isEqualTo(3);
    }

    @Test
    void theLowestNumberIsFoundWhetherItsNetworkIsWideOrNarrow() {
        long address = 0x0a000001_00000000L;
        var narrowFirst = new PrefixTree(List.of(new Prefix(address, 0, 32, 1), new Prefix(0x0aL << 56, 0, 8, 2)));
        var wideFirst = new PrefixTree(List.of(new Prefix(address, 0, 32, 2), new Prefix(0x0aL << 56, 0, 8, 1)));

        assertThat(narrowFirst.lowest(address, 0)).isEqualTo(1);
        assertThat(narrowFirst.lowest(address + (1L << 32), 0)).isEqualTo(2);
        assertThat(wideFirst.lowest(address, 0)).isEqualTo(1);
    }

    /// `spread` is the number of bits, from the 129th downwards, in which the networks differ at all: with few of them
    /// they crowd, and share what is before.
    @ParameterizedTest
    @ValueSource(ints = {4, 12, 20, 40, 64, 70, 100, 128})
    @DisplayName("ACL-82 ACL-84 random networks, crowded and spread, are found as by looking at each")
    void likeLookingAtEach(int spread) {
        for (int round = 0; round < 30; round++) {
            long high = random.nextLong();
            long low = random.nextLong();
            var prefixes = new ArrayList<Prefix>();
            for (int number = random.nextInt(400); number > 0; number--) {
                int bits = random.nextInt(4) == 0 ? random.nextInt(129) : 128 - random.nextInt(Math.min(spread, 40));
                var kept = new AddressBits(near(high, spread - Long.SIZE), near(low, spread)).first(bits);
                prefixes.add(new Prefix(kept.high(), kept.low(), bits, number));
            }
            var tree = new PrefixTree(prefixes);

            for (int i = 0; i < 200; i++) {
                boolean anywhere = random.nextInt(8) == 0;
                long askedHigh = anywhere ? random.nextLong() : near(high, spread - Long.SIZE);
                long askedLow = anywhere ? random.nextLong() : near(low, spread);
                assertThat(tree.lowest(askedHigh, askedLow))
                        .as("-Dsluice.acl.seed=%d", SEED)
                        .isEqualTo(byEach(prefixes, new AddressBits(askedHigh, askedLow)));
            }
        }
    }

    private long near(long half, int spread) {
        if (spread <= 0) {
            return half;
        }
        long mask = spread >= Long.SIZE ? -1L : (1L << spread) - 1;
        return (half & ~mask) | (random.nextLong() & mask);
    }

    private static int byEach(List<Prefix> prefixes, AddressBits address) {
        return prefixes.stream()
                .filter(prefix -> address.first(prefix.bits()).equals(new AddressBits(prefix.high(), prefix.low())))
                .mapToInt(Prefix::number)
                .min()
                .orElse(PrefixTree.NONE);
    }
}
