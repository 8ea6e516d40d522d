package io.sluice.acl;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// Numbered networks, and for an address the lowest number of those that contain it.
///
/// Networks contain each other or are apart, so together they cut the addresses into intervals, each with one answer:
/// at most two for a network, kept as sorted arrays. Above them stands a tree over their bounds. Its root leaves out
/// the bits that all bounds share and takes so many that a slot has about one bound, however many there are; the nodes
/// below take eight bits at a step. A slot is the next node or, where at most [#SHORT] bounds are left, the interval at
/// which to begin to look. In nodes slots alike stand side by side, so one entry is kept for each run of them, and a
/// bit for where a run begins. Most questions touch the root and an interval; where networks crowd in few places each
/// byte that tells them apart is a node more.
///
/// Addresses are 128 bits from the top, so IPv4 takes the upper half of `high`.
final class PrefixTree {
    static final int NONE = Integer.MAX_VALUE;

    private static final int SHORT = 6;
    private static final int STEP = 8;
    private static final int SLOTS = 1 << STEP;
    private static final int WORDS = SLOTS / Long.SIZE;
    private static final int ADDRESS_BITS = 2 * Long.SIZE;
    private static final int MOST_ROOT_BITS = 21;

    private final Intervals intervals;
    private final int sharedBits;
    private final int rootBits;
    private final AddressBits first;
    private final int[] root;

    /// Of each node a bit for every slot at which a run begins, and for each word of them where the entries of its runs
    /// are, less one.
    private long[] begins = new long[WORDS];

    private int[] before = new int[WORDS];

    /// The next node, or the complement of an interval.
    private int[] entries = new int[SLOTS];

    private int nodeCount;
    private int entryCount;

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

    PrefixTree(List<Prefix> prefixes) {
        intervals = new Intervals(prefixes);
        int last = intervals.count - 1;
        sharedBits = intervals.sharedBits();
        rootBits = Math.clamp(Integer.SIZE - Integer.numberOfLeadingZeros(last), 1, MOST_ROOT_BITS);
        first = intervals.bound(Math.min(1, last)).first(sharedBits);
        root = slots(rootBits, sharedBits, 0, last);
        intervals.pack();
        begins = Arrays.copyOf(begins, nodeCount * WORDS);
        before = Arrays.copyOf(before, nodeCount * WORDS);
        entries = Arrays.copyOf(entries, entryCount);
    }

    /// The lowest number of the networks that contain an address, or [#NONE].
    int lowest(long high, long low) {
        if (sharedBits > 0 && !isBelowRoot(high, low)) {
            return intervals.answer(isBeforeRoot(high, low) ? 0 : intervals.count - 1, high, low);
        }
        int entry = root[bits(high, low, sharedBits, rootBits)];
        for (int depth = sharedBits + rootBits; entry >= 0; depth += STEP) {
            int slot = bits(high, low, depth, STEP);
            int word = entry * WORDS + slot / Long.SIZE;
            entry = entries[before[word] + Long.bitCount(begins[word] & -1L >>> ~slot)];
        }
        return intervals.answer(~entry, high, low);
    }

    /// Whether an address has the bits that all bounds share.
    private boolean isBelowRoot(long high, long low) {
        return sharedBits <= Long.SIZE
                ? (high ^ first.high()) >>> (Long.SIZE - sharedBits) == 0
                : high == first.high() && (low ^ first.low()) >>> (ADDRESS_BITS - sharedBits) == 0;
    }

    private boolean isBeforeRoot(long high, long low) {
        int byHigh = Long.compareUnsigned(high, first.high());
        return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(low, first.low()) < 0);
    }

    /// Some bits of an address, as if zeros followed it.
    private static int bits(long high, long low, int from, int count) {
        return (int) (top(high, low, from) >>> (Long.SIZE - count));
    }

    /// The 64 bits of an address from one on, as if zeros followed it.
    private static long top(long high, long low, int from) {
        return from == 0
                ? high
                : from < Long.SIZE ? high << from | low >>> (Long.SIZE - from) : low << (from - Long.SIZE);
    }

    /// How many of their first bits two addresses share, whose differing bits these are.
    private static int shared(long differingHigh, long differingLow) {
        int inHigh = Long.numberOfLeadingZeros(differingHigh);
        return inHigh < Long.SIZE ? inHigh : inHigh + Long.numberOfLeadingZeros(differingLow);
    }

    /// The slots for the addresses that share their first `depth` bits, by the next `count` ones: `from` is the
    /// interval in which the first of these addresses lies, `to` that of the last.
    private int[] slots(int count, int depth, int from, int to) {
        var slots = new int[1 << count];
        int next = depth + count;
        int at = from;
        for (int slot = 0; slot < slots.length; slot++) {
            int last = at;
            while (last < to && intervals.bits(last + 1, depth, count) == slot) {
                last++;
            }
            int begin = last > at && intervals.beginsBits(at + 1, next) ? at + 1 : at;
            slots[slot] = last - begin <= SHORT || next + STEP > ADDRESS_BITS ? ~begin : node(next, begin, last);
            at = last;
        }
        return slots;
    }

    private int node(int depth, int from, int to) {
        int node = nodeCount++;
        if (begins.length < nodeCount * WORDS) {
            begins = Arrays.copyOf(begins, 2 * begins.length);
            before = Arrays.copyOf(before, 2 * before.length);
        }
        keep(node, slots(STEP, depth, from, to));
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

    /// Puts networks in order. As objects a million would take a second: so they are sorted as numbers, of the bits
    /// that follow those that all share, and the place in the list; only those alike in these bits are compared.
    private static final class Sorting {
        private static final int PLACE_BITS = 26;
        private static final long PLACES = (1L << PLACE_BITS) - 1;

        private Sorting() {}

        static Prefix[] broaderFirst(List<Prefix> prefixes) {
            var all = prefixes.toArray(Prefix[]::new);
            if (all.length > PLACES) {
                Arrays.parallelSort(all, Prefix.BROADER_FIRST);
                return all;
            }
            var keys = keys(all);
            Arrays.parallelSort(keys);
            var sorted = new Prefix[all.length];
            for (int i = 0; i < keys.length; i++) {
                sorted[i] = all[(int) (keys[i] & PLACES)];
            }
            for (int from = 0, to; from < keys.length; from = to) {
                to = from + 1;
                while (to < keys.length && keys[to] >>> PLACE_BITS == keys[from] >>> PLACE_BITS) {
                    to++;
                }
                if (to - from > 1) {
                    Arrays.sort(sorted, from, to, Prefix.BROADER_FIRST);
                }
            }
            return sorted;
        }

        private static long[] keys(Prefix[] all) {
            long differingHigh = 0;
            long differingLow = 0;
            for (var each : all) {
                differingHigh |= each.high ^ all[0].high;
                differingLow |= each.low ^ all[0].low;
            }
            int from = Math.min(shared(differingHigh, differingLow), ADDRESS_BITS - 1);
            var keys = new long[all.length];
            for (int i = 0; i < all.length; i++) {
                // As signed numbers in the order of unsigned ones.
                keys[i] = ((top(all[i].high, all[i].low, from) ^ Long.MIN_VALUE) & ~PLACES) | i;
            }
            return keys;
        }
    }

    /// The addresses cut at the bounds of the networks.
    private static final class Intervals {
        private static final long[] NOTHING = {};

        private long[] high;
        private long[] low;
        private int[] answers;
        private long[] packed = NOTHING;
        private int count;

        /// A network that has begun and not ended; within it the answer is the lowest of its own and those around it.
        private record Open(Prefix prefix, int answer) {}

        Intervals(List<Prefix> prefixes) {
            var sorted = Sorting.broaderFirst(prefixes);
            high = new long[2 * sorted.length + 1];
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

        /// How many bits all bounds have in common.
        int sharedBits() {
            if (count < 3) {
                return 0;
            }
            int shared = shared(high[1] ^ high[count - 1], low[1] ^ low[count - 1]);
            return Math.min(shared, ADDRESS_BITS - MOST_ROOT_BITS);
        }

        AddressBits bound(int interval) {
            return new AddressBits(high[interval], low[interval]);
        }

        int bits(int interval, int from, int number) {
            return PrefixTree.bits(high[interval], low[interval], from, number);
        }

        /// Whether nothing but zeros is in the first address from a bit on.
        boolean beginsBits(int interval, int from) {
            return from < Long.SIZE
                    ? high[interval] << from == 0 && low[interval] == 0
                    : from == ADDRESS_BITS || low[interval] << (from - Long.SIZE) == 0;
        }

        /// Puts bound and answer side by side where the bounds have no more than 32 bits, and lets go of what is not
        /// needed to answer.
        void pack() {
            boolean shortBounds = true;
            for (int i = 0; i < count; i++) {
                shortBounds &= low[i] == 0 && (int) high[i] == 0;
            }
            if (shortBounds) {
                packed = new long[count];
                for (int i = 0; i < count; i++) {
                    packed[i] = high[i] | answers[i];
                }
                high = NOTHING;
                low = NOTHING;
                answers = new int[0];
            } else {
                high = Arrays.copyOf(high, count);
                low = Arrays.copyOf(low, count);
                answers = Arrays.copyOf(answers, count);
            }
        }

        /// The answer for an address that lies in an interval or in one of the few behind it.
        int answer(int from, long addressHigh, long addressLow) {
            int at = from;
            if (packed.length > 0) {
                long end = (addressHigh | 0xffff_ffffL) + Long.MIN_VALUE;
                while (at + 1 < packed.length && packed[at + 1] + Long.MIN_VALUE <= end) {
                    at++;
                }
                return (int) packed[at];
            }
            while (at + 1 < answers.length && reaches(at + 1, addressHigh, addressLow)) {
                at++;
            }
            return answers[at];
        }

        private boolean reaches(int interval, long addressHigh, long addressLow) {
            int byHigh = Long.compareUnsigned(high[interval], addressHigh);
            return byHigh < 0 || (byHigh == 0 && Long.compareUnsigned(low[interval], addressLow) <= 0);
        }
    }
}
