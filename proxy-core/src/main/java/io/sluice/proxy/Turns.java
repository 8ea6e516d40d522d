package io.sluice.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sluice.proxy.policy.PoolSnapshot.Standing;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Whose turn it is in a pool that gateways share.
///
/// @param size how many members there are
/// @param last the index used last
/// @param due the members whose turn in the round is still to come, at least one
record Turns(int size, int last, BitSet due) {

    /// Reads the index used last and a digit for each member, 1 where it is due: `2 1001`. Anything else is as nothing.
    static Optional<Turns> parse(byte[] value, int size) {
        var words = new String(value, UTF_8).split(" ", -1);
        if (words.length != 2 || !words[0].matches("\\d{1,9}") || !words[1].matches("[01]{" + size + "}")) {
            return Optional.empty();
        }
        int last = Integer.parseInt(words[0]);
        var due = IntStream.range(0, size)
                .filter(index -> words[1].charAt(index) == '1')
                .collect(BitSet::new, BitSet::set, BitSet::or);
        return last < size && !due.isEmpty() ? Optional.of(new Turns(size, last, due)) : Optional.empty();
    }

    byte[] bytes() {
        var digits = IntStream.range(0, size)
                .mapToObj(index -> due.get(index) ? "1" : "0")
                .collect(Collectors.joining());
        return (last + " " + digits).getBytes(UTF_8);
    }

    /// When that member has been chosen.
    Turns after(int index) {
        var left = (BitSet) due.clone();
        left.clear(index);
        return new Turns(size, index, left.isEmpty() ? all(size) : left);
    }

    /// Standings of the members with these turns.
    List<Standing> in(List<Standing> standings) {
        return IntStream.range(0, size)
                .mapToObj(index -> new Standing(
                        standings.get(index).connections(), standings.get(index).connectMillis(), due.get(index)))
                .toList();
    }

    private static BitSet all(int size) {
        var all = new BitSet(size);
        all.set(0, size);
        return all;
    }
}
