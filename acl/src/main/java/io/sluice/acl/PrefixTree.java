package io.sluice.acl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Numbered networks, and for an address the lowest number of those that contain it.
///
/// Networks contain each other or are apart, so together they cut the addresses into intervals, each with one answer:
/// at most two for a network, kept as sorted arrays. Above them stands a tree over their bounds that takes eight bits
/// of the address at a step: a slot of a node is the next node or, where at most [#SHORT] bounds are left, the interval
/// at which to begin to look. Slots alike stand side by side, so a node keeps one entry for each run of them and a bit
/// for where a run begins. A question touches a node for each byte that tells networks apart, and never more than
/// sixteen.
///
/// Addresses are 128 bits from the top, so IPv4 takes the upper half of `high`.
final class PrefixTree {
    static final int NONE = Integer.MAX_VALUE;

    private static final int SHORT = 6;
    private static final int SLOTS = 256;
    private static final int WORDS = SLOTS / Long.SIZE;
    private static final int LAST_BYTE = 15;

    /// A network and its number.
    record Prefix(long high, long low, int bits, int number) {
        static final Comparator<Prefix> BROADER_FIRST = (one, other) -> {
            int byHigh = Long.compareUnsigned(one.high, other.high);
            int byLow = byHigh != 0 ? byHigh : Long.compareUnsigned(one.low, other.low);
            return byLow != 0 ? byLow : Integer.compare(one.bits, other.bits);
        };

        long lastHigh() {
            return bits >= Long.SIZE ? high : high | -1L >>> bits;
        }

        long lastLow() {
            return bits >= 2 * Long.SIZE ? low : bits <= Long.SIZE ? -1L : low | -1L >>> (bits - Long.SIZE);
        }
    }

    private final Intervals intervals;

    /// Of each node a bit for every slot at which a run begins, and for each word of them where the entries of its runs
    /// are, less one.
    private long[] begins = new long[WORDS];

    private int[] before = new int[WORDS];

    /// The next node, or the complement of an interval.
    private int[] entries = new int[SLOTS];

    private int nodeCount;
    private int entryCount;

    PrefixTree(List<Prefix> prefixes) {
        intervals = new Intervals(prefixes);
        node(0, 0, intervals.count - 1);
        begins = Arrays.copyOf(begins, nodeCount * WORDS);
        before = Arrays.copyOf(before, nodeCount * WORDS);
        entries = Arrays.copyOf(entries, entryCount);
    }

    /// The lowest number of the networks that contain an address, or [#NONE].
    int lowest(long high, long low) {
        int node = 0;
        for (int depth = 0; ; depth++) {
            int slot = byteAt(high, low, depth);
            int word = node * WORDS + slot / Long.SIZE;
            int entry = entries[before[word] + Long.bitCount(begins[word] & -1L >>> ~slot)];
            if (entry < 0) {
                return intervals.answer(~entry, high, low);
            }
            node = entry;
        }
    }

    private static int byteAt(long high, long low, int depth) {
        return (int) ((depth < Long.BYTES ? high : low) >>> (56 - 8 * (depth % Long.BYTES))) & 0xff;
    }

    /// Makes the node for the addresses that share their first `depth` bytes: `from` is the interval in which the first
    /// of them lies, `to` that of the last.
    private int node(int depth, int from, int to) {
        int node = nodeCount++;
        if (begins.length < nodeCount * WORDS) {
            begins = Arrays.copyOf(begins, 2 * begins.length);
            before = Arrays.copyOf(before, 2 * before.length);
        }
        var own = new int[SLOTS];
        int at = from;
        for (int slot = 0; slot < SLOTS; slot++) {
            int last = at;
            while (last < to && intervals.byteOf(last + 1, depth) == slot) {
                last++;
            }
            int first = last > at && intervals.beginsWithByte(at + 1, depth) ? at + 1 : at;
            own[slot] = last - first <= SHORT || depth == LAST_BYTE ? ~first : node(depth + 1, first, last);
            at = last;
        }
        keep(node, own);
        return node;
    }

    private void keep(int node, int[] own) {
        if (entries.length < entryCount + SLOTS) {
            entries = Arrays.copyOf(entries, 2 * entries.length);
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int word = node * WORDS + slot / Long.SIZE;
            if (slot % Long.SIZE == 0) {
                before[word] = entryCount - 1;
            }
            if (slot == 0 || own[slot] != own[slot - 1]) {
                begins[word] |= Long.MIN_VALUE >>> ~slot;
                entries[entryCount++] = own[slot];
            }
        }
    }

    /// The addresses cut at the bounds of the networks.
    private static final class Intervals {
        private static final long[] NOTHING = {};

        private long[] high;

        /// Empty where all are zero, as for IPv4 and networks of no more than 64 bits.
        private long[] low;

        private int[] answers;
        private int count;

        /// A network that has begun and not ended; within it the answer is the lowest of its own and those around it.
        private record Open(Prefix prefix, int answer) {}

        Intervals(List<Prefix> prefixes) {
            var sorted = new ArrayList<>(prefixes);
            sorted.sort(Prefix.BROADER_FIRST);
            high = new long[2 * sorted.size() + 1];
            low = new long[high.length];
            answers = new int[high.length];
            begin(0, 0, NONE);
            var open = new ArrayDeque<Open>();
            for (var prefix : sorted) {
                while (!open.isEmpty() && endsBefore(open.getLast().prefix, prefix)) {
                    end(open);
                }
                int around = open.isEmpty() ? NONE : open.getLast().answer;
                int answer = Math.min(around, prefix.number);
                begin(prefix.high, prefix.low, answer);
                open.add(new Open(prefix, answer));
            }
            while (!open.isEmpty()) {
                end(open);
            }
            high = Arrays.copyOf(high, count);
            low = Arrays.stream(low).allMatch(each -> each == 0) ? NOTHING : Arrays.copyOf(low, count);
            answers = Arrays.copyOf(answers, count);
        }

        private static boolean endsBefore(Prefix one, Prefix other) {
            int byHigh = Long.compareUnsigned(one.lastHigh(), other.high);
            return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(one.lastLow(), other.low) < 0);
        }

        private void end(ArrayDeque<Open> open) {
            var ended = open.removeLast().prefix;
            long nextLow = ended.lastLow() + 1;
            long nextHigh = ended.lastHigh() + (nextLow == 0 ? 1 : 0);
            boolean wasTheLastAddress = nextHigh == 0 && nextLow == 0;
            if (!wasTheLastAddress) {
                begin(nextHigh, nextLow, open.isEmpty() ? NONE : open.getLast().answer);
            }
        }

        private void begin(long fromHigh, long fromLow, int answer) {
            if (count > 0 && high[count - 1] == fromHigh && low[count - 1] == fromLow) {
                count--;
            }
            if (count == 0 || answers[count - 1] != answer) {
                high[count] = fromHigh;
                low[count] = fromLow;
                answers[count++] = answer;
            }
        }

        private long lowOf(int interval) {
            return low.length == 0 ? 0 : low[interval];
        }

        int byteOf(int interval, int depth) {
            return byteAt(high[interval], lowOf(interval), depth);
        }

        /// Whether nothing but zeros follows that byte of the first address.
        boolean beginsWithByte(int interval, int depth) {
            int bits = 8 * (depth + 1);
            return bits < Long.SIZE
                    ? high[interval] << bits == 0 && lowOf(interval) == 0
                    : bits == 2 * Long.SIZE || lowOf(interval) << (bits - Long.SIZE) == 0;
        }

        /// The answer for an address that lies in an interval or in one of the few behind it.
        int answer(int from, long addressHigh, long addressLow) {
            int at = from;
            while (at + 1 < answers.length && reaches(at + 1, addressHigh, addressLow)) {
                at++;
            }
            return answers[at];
        }

        private boolean reaches(int interval, long addressHigh, long addressLow) {
            int byHigh = Long.compareUnsigned(high[interval], addressHigh);
            return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(lowOf(interval), addressLow) <= 0);
        }
    }
}
